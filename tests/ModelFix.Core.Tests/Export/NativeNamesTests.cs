using ModelFix.Core.Export;

namespace ModelFix.Core.Tests.Export;

/// <summary>Functions of the native library by the names under which users know them.</summary>
public sealed class NativeNamesTests
{
    [Theory]
    [InlineData("THSTensor_index_put_", "index_put_")]
    [InlineData("THSTensor_data", "item or data")]
    [InlineData("THSNN_LSTM_forward", "LSTM")]
    [InlineData("THSNN_TransformerEncoderLayer_forward", "TransformerEncoderLayer")]
    [InlineData("THSNN_GRU_forward_with_packed_input", "GRU with packed input")]
    [InlineData("THSNN_functional_linear", "functional_linear")]
    [InlineData("THSAutograd_Function_wrapOutputs", "autograd.Function")]
    public void Shown(string entry, string name) => Assert.Equal(name, NativeNames.Shown(entry));
}
