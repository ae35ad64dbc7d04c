// before
using static TorchSharp.torch;<CRLF>
<CRLF>
namespace A<CRLF>
{<CRLF>
<TAB>public class Net : nn.Module<Tensor, Tensor><CRLF>
<TAB>{<CRLF>
<TAB><TAB>public Net() : base("Net") { }<CRLF>
<CRLF>
<TAB><TAB>/// <param name="x">[N, 3, 5]</param><CRLF>
<TAB><TAB>public override Tensor forward(Tensor x) => nn.functional.adaptive_avg_pool1d(x, 3); // three<CRLF>
<TAB>}<CRLF>
}<CRLF>

// after
using static TorchSharp.torch;<CRLF>
<CRLF>
namespace A<CRLF>
{<CRLF>
<TAB>public class Net : nn.Module<Tensor, Tensor><CRLF>
<TAB>{<CRLF>
<TAB><TAB>public Net() : base("Net") { }<CRLF>
<CRLF>
<TAB><TAB>/// <param name="x">[N, 3, 5]</param><CRLF>
<TAB><TAB>public override Tensor forward(Tensor x) => Average5To3Bins(x); // three<CRLF>
<CRLF>
<TAB><TAB>/// <summary>Means of the 3 bins into which adaptive pooling cuts 5.</summary><CRLF>
<TAB><TAB>private static Tensor Average5To3Bins(Tensor x)<CRLF>
<TAB><TAB>{<CRLF>
<TAB><TAB><TAB>return cat(new[]<CRLF>
<TAB><TAB><TAB>{<CRLF>
<TAB><TAB><TAB><TAB>nn.functional.avg_pool1d(x.narrow(2, 0, 2), 2, count_include_pad: false),<CRLF>
<TAB><TAB><TAB><TAB>nn.functional.avg_pool1d(x.narrow(2, 1, 3), 3, count_include_pad: false),<CRLF>
<TAB><TAB><TAB><TAB>nn.functional.avg_pool1d(x.narrow(2, 3, 2), 2, count_include_pad: false),<CRLF>
<TAB><TAB><TAB>}, 2);<CRLF>
<TAB><TAB>}<CRLF>
<TAB>}<CRLF>
}<CRLF>
