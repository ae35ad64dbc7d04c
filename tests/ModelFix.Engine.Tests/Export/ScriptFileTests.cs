using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ModelFix.Core.Export;
using ModelFix.Core.Values;
using ModelFix.Engine.Export.TorchScript;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Export;

/// <summary>The bytes of the archives that hold TorchScript models.</summary>
public sealed class ScriptFileTests : IDisposable
{
    private static readonly ScriptModel Model = ScriptModels.Empty with
    {
        Lines = ["v0 = torch.add(x, self.a.weight)", "v1 = torch.add(v0, CONSTANTS.c0)"],
        Variables = ["v1"],
        Weights =
        [
            ScriptModels.Weight("a.weight", ScriptModels.Floats(1, 2, 3)),
            ScriptModels.Weight("a.0.running_mean", ScriptModels.Floats(4), isParameter: false),
            ScriptModels.Weight("scale", new TensorData(ElementType.Float32, [2, 1], new byte[8])),
        ],
        Constants = [ScriptModels.Floats(5)],
    };

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "Net.pt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_entries_are_those_of_an_archive_that_torch_save_writes()
    {
        ScriptFile.Write(Model, "Net", File);

        using var zip = ZipFile.OpenRead(File);
        Assert.Equal(
            [
                "Net/data/0", "Net/data/1", "Net/data/2", "Net/data.pkl", "Net/code/__torch__.py", "Net/constants/0", "Net/constants.pkl",
                "Net/version", "Net/byteorder",
            ],
            zip.Entries.Select(e => e.FullName));
        Assert.Equal("3\n", Text(zip, "Net/version"));
        Assert.Equal("little", Text(zip, "Net/byteorder"));
    }

    [Fact]
    public void Every_entry_is_stored_as_it_is_at_a_multiple_of_64_bytes()
    {
        ScriptFile.Write(Model, "Net", File);

        var bytes = System.IO.File.ReadAllBytes(File);
        using var zip = ZipFile.OpenRead(File);
        var at = 0;
        foreach (var entry in zip.Entries)
        {
            Assert.Equal(0x04034b50u, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)));
            Assert.Equal(0, Short(at + 8));
            var extra = at + 30 + Short(at + 26);
            Assert.Equal(entry.FullName, Encoding.ASCII.GetString(bytes[(at + 30)..extra]));
            Assert.Equal("FB", Encoding.ASCII.GetString(bytes[extra..(extra + 2)]));
            var start = extra + Short(at + 28);
            Assert.Equal(start, extra + 4 + Short(extra + 2));
            Assert.Equal(0, start % 64);
            Assert.Equal(Content(zip, entry.FullName), bytes[start..(start + (int)entry.Length)]);
            at = start + (int)entry.Length;
        }

        Assert.Equal(0x02014b50u, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)));

        int Short(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset));
    }

    [Fact]
    public void Weights_have_the_names_of_the_state_dict()
    {
        ScriptFile.Write(Model, "Net", File);

        Assert.Equal(["scale", "a.weight", "a.0.running_mean"], Tensors().Select(t => t.Name));
        using var zip = ZipFile.OpenRead(File);
        var code = Text(zip, "Net/code/__torch__.py");
        Assert.Contains("class Net(Module):\n  __parameters__ = [\"scale\", ]\n  __buffers__ = []\n  scale : Tensor\n", code);
        Assert.Contains("class Net_a_0(Module):\n  __parameters__ = []\n  __buffers__ = [\"running_mean\", ]\n", code);
    }

    [Fact]
    public void A_tensor_says_its_storage_its_sizes_and_steps_and_wants_no_gradient()
    {
        ScriptFile.Write(Model, "Net", File);

        var tensor = Tensors().Single(t => t.Name == "scale").Value;

        Assert.Equal("torch._utils._rebuild_tensor_v2", tensor[0]);
        Assert.Equal(["kept", "storage", "torch.FloatStorage", "0", "cpu", 2L], (object[])tensor[1]);
        Assert.Equal(0L, tensor[2]);
        Assert.Equal([2L, 1L], (object[])tensor[3]);
        Assert.Equal([1L, 1L], (object[])tensor[4]);
        Assert.Equal(false, tensor[5]);
        Assert.Equal(["collections.OrderedDict"], (object[])tensor[6]);
    }

    [Theory]
    [InlineData(nameof(ElementType.Float32), "FloatStorage", 4)]
    [InlineData(nameof(ElementType.Float64), "DoubleStorage", 8)]
    [InlineData(nameof(ElementType.Float16), "HalfStorage", 2)]
    [InlineData(nameof(ElementType.BFloat16), "BFloat16Storage", 2)]
    [InlineData(nameof(ElementType.Byte), "ByteStorage", 1)]
    [InlineData(nameof(ElementType.Int8), "CharStorage", 1)]
    [InlineData(nameof(ElementType.Int16), "ShortStorage", 2)]
    [InlineData(nameof(ElementType.Int32), "IntStorage", 4)]
    [InlineData(nameof(ElementType.Int64), "LongStorage", 8)]
    [InlineData(nameof(ElementType.Bool), "BoolStorage", 1)]
    public void A_storage_has_the_dtype_and_the_elements_of_its_tensor(string type, string storage, int width)
    {
        var elements = Enumerable.Range(0, 3 * width).Select(i => (byte)(i % width == 0 ? 1 : 0)).ToArray();
        var data = new TensorData(Enum.Parse<ElementType>(type), [3], elements);
        ScriptFile.Write(ScriptModels.Empty with { Weights = [ScriptModels.Weight("w", data)] }, "Net", File);

        var kept = (object[])Assert.Single(Tensors()).Value[1];
        Assert.Equal(["kept", "storage", "torch." + storage, "0", "cpu", 3L], kept);
        using var zip = ZipFile.OpenRead(File);
        Assert.Equal(elements, Content(zip, "Net/data/0"));
        using var module = TorchSharp.torch.jit.load(File);
        using var loaded = module.named_parameters().Single().parameter;
        Assert.Equal(elements, loaded.bytes.ToArray());
        Assert.Equal(ScriptTypes.Number(data.Type), (long)loaded.dtype);
    }

    [Fact]
    public void A_tensor_that_has_two_names_is_written_once()
    {
        var (tied, equal) = (ScriptModels.Floats(1, 2), ScriptModels.Floats(1, 2));
        var model = ScriptModels.Empty with
        {
            Weights = [ScriptModels.Weight("a.w", tied), ScriptModels.Weight("b.w", equal), ScriptModels.Weight("c.w", tied)],
        };
        ScriptFile.Write(model, "Net", File);

        Assert.Equal(["0", "1", "0"], Tensors().Select(t => (string)((object[])t.Value[1])[3]));
        using var zip = ZipFile.OpenRead(File);
        Assert.Equal(2, zip.Entries.Count(e => e.FullName.StartsWith("Net/data/", StringComparison.Ordinal)));
        using var module = TorchSharp.torch.jit.load(File);
        Assert.All(module.named_parameters(), p => Assert.Equal([1f, 2f], p.parameter.data<float>().ToArray()));
    }

    [Fact]
    public void A_file_loads_in_TorchSharp_and_computes()
    {
        ScriptFile.Write(Model, "Net", File);

        using var module = TorchSharp.torch.jit.load<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>(File);
        using var x = TorchSharp.torch.zeros(3);
        using var output = module.call(x);

        Assert.Equal([6f, 7f, 8f], output.data<float>().ToArray());
        Assert.Equal(["scale", "a.weight"], module.named_parameters().Select(p => p.name));
        Assert.Equal(["a.0.running_mean"], module.named_buffers().Select(b => b.name));
    }

    [Fact]
    public void What_is_refused_leaves_no_file()
    {
        var complex = ScriptModels.Empty with { Constants = [new TensorData(ElementType.Complex, [1], new byte[8])] };

        var refusal = Assert.Throws<ExportRefusal>(() => ScriptFile.Place(complex, "Net", File));

        Assert.Equal("TorchScript models have no complex tensors here", refusal.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_file_is_there_when_it_is_whole()
    {
        System.IO.File.WriteAllText(File, "of an earlier export");

        ScriptFile.Place(Model, "Net", File);

        Assert.Equal([File], Directory.EnumerateFileSystemEntries(_folder.Path));
        using var zip = ZipFile.OpenRead(File);
        Assert.Equal(9, zip.Entries.Count);
    }

    [Fact]
    public void Archives_above_4_GB_are_refused()
    {
        using var stream = new FarStream(uint.MaxValue - 100L);
        var zip = new StoredZip(stream);
        zip.Add("first", []);

        Assert.Equal(
            "TorchScript files above 4 GB are not written", Assert.Throws<ExportRefusal>(() => zip.Add("second", [])).Message);
    }

    private IEnumerable<(string Name, object[] Value)> Tensors()
    {
        using var zip = ZipFile.OpenRead(File);
        return [.. Tensors(Unpickled.Of(Content(zip, "Net/data.pkl")), "")];
    }

    private static IEnumerable<(string Name, object[] Value)> Tensors(object module, string prefix) =>
        ((List<(string Name, object Value)>)module).SelectMany(attribute => attribute.Value switch
        {
            object[] tensor => [(prefix + attribute.Name, tensor)],
            List<(string, object)> inner => Tensors(inner, $"{prefix}{attribute.Name}."),
            _ => [],
        });

    private static string Text(ZipArchive zip, string entry) => Encoding.UTF8.GetString(Content(zip, entry));

    private static byte[] Content(ZipArchive zip, string entry)
    {
        using var content = zip.GetEntry(entry)!.Open();
        using var read = new MemoryStream();
        content.CopyTo(read);
        return read.ToArray();
    }

    /// <summary>A stream in which much was written before.</summary>
    private sealed class FarStream(long before) : MemoryStream
    {
        public override long Position
        {
            get => before + base.Position;
            set => base.Position = value - before;
        }
    }
}
