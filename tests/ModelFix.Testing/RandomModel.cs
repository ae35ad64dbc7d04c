using System.Globalization;
using System.Text;

namespace ModelFix.Testing;

/// <summary>
/// A module whose forward is random: branches, loops, helpers, local functions, lambdas, lists, fields and in-place changes around random
/// operators, those that rules look at among them. Many of its runs throw somewhere. The same number gives the same text.
/// </summary>
public sealed class RandomModel
{
    private const int MostStatements = 7;
    private const int MostNesting = 3;

    private static readonly string[][] Contracts = [
        ["N", "C", "H", "W"],
        ["N", "1", "4", "W"],
        ["N", "T", "6"],
        ["2", "3"],
        ["N", "3", "H", "H"],
        ["1", "C", "4", "4"],
        ["N"]];

    private readonly Random _random;
    private readonly StringBuilder _code = new();
    private readonly List<(string Name, int? Rank)> _tensors = [];
    private readonly List<string> _integers = [];
    private int _nesting;
    private int _names;
    private bool _isInLoop;
    private bool _isInCallback;
    private bool _isHelper;

    private RandomModel(int seed) => _random = new Random(seed);

    /// <summary>What stands before the classes.</summary>
    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;


        """;

    private const string Layers =
        "private readonly ModuleList<Module<Tensor, Tensor>> layers = "
        + "ModuleList<Module<Tensor, Tensor>>(ReLU(), Flatten(1), Identity());";

    private const string Assignments = "this.flag = flag; this.count = count;";

    /// <summary>The class <c>M{seed}</c> with all that it needs; it is constructed with a bool and an int.</summary>
    /// <param name="seed">Which one.</param>
    /// <param name="isContracted">True for a doc comment that says the shape of x.</param>
    public static string Source(int seed, bool isContracted)
    {
        var model = new RandomModel(seed);
        var dims = Dims(seed);
        model._isHelper = true;
        var helper = model.Body("y", null, "    ");
        model._isHelper = false;
        var callee = model.Body("z", null, "    ");
        var forward = model.Body("x", dims.Length, "    ");
        var block = $"block = new B{seed}(flag, count);";
        return $$"""
            public sealed class B{{seed}} : Module<Tensor, Tensor>
            {
                private bool flag; private int count = 2; private Tensor state = torch.ones(1);
                {{Layers}}
                private readonly Sequential net = Sequential(ReLU(), Softmax(-1));
                private readonly Module<Tensor, Tensor> block = ReLU();
                public B{{seed}}(bool flag, int count) : base("B") { {{Assignments}} RegisterComponents(); }
                public override Tensor forward(Tensor z)
                {
            {{callee}}    }
                private Tensor Help(Tensor h) => h * 2;
            }

            public sealed class M{{seed}} : Module<Tensor, Tensor>
            {
                private bool flag; private int count; private Tensor state = torch.ones(1);
                {{Layers}}
                private readonly Sequential net = Sequential(Flatten(1), ReLU());
                private readonly B{{seed}} block;
                public M{{seed}}(bool flag, int count) : base("M") { {{Assignments}} {{block}} RegisterComponents(); }
                /// <param name="x">{{(isContracted ? $"float32[{string.Join(", ", dims)}]" : "anything")}}</param>
                public override Tensor forward(Tensor x)
                {
            {{forward}}    }
                private Tensor Help(Tensor y)
                {
            {{helper}}    }
            }


            """;
    }

    /// <summary>The contract of the input, and the symbols in it.</summary>
    public static string[] Dims(int seed) => Contracts[seed % Contracts.Length];

    private string Body(string parameter, int? rank, string indent)
    {
        _code.Clear();
        _tensors.Clear();
        _integers.Clear();
        _tensors.Add((parameter, rank));
        Block(indent + "    ", MostStatements);
        Line(indent + "    ", $"return {Pick(_tensors).Name};");
        return _code.ToString();
    }

    private void Block(string indent, int most)
    {
        var (tensors, integers) = (_tensors.Count, _integers.Count);
        _nesting++;
        for (var i = 1 + _random.Next(most); i > 0; i--) Statement(indent);
        _nesting--;
        if (_nesting == 0) return;
        _tensors.RemoveRange(tensors, _tensors.Count - tensors);
        _integers.RemoveRange(integers, _integers.Count - integers);
    }

    private void Nested(string indent, string head)
    {
        Line(indent, head);
        Line(indent, "{");
        Block(indent + "    ", 3);
        Line(indent, "}");
        // What a block assigned may have any rank behind it.
        for (var i = 0; i < _tensors.Count; i++) _tensors[i] = (_tensors[i].Name, null);
    }

    private void Statement(string indent)
    {
        switch (_random.Next(_nesting < MostNesting ? 30 : 12))
        {
            case < 5: Declare(indent); break;
            case < 9: Assign(indent); break;
            case 9: Integer(indent); break;
            case 10: InPlace(indent); break;
            case 11: Leave(indent); break;
            case < 16:
                Nested(indent, $"if ({Condition()})");
                if (_random.Next(2) == 0) Nested(indent, "else");
                break;
            case < 19: Loop(indent); break;
            case 19: List(indent); break;
            case 20: Swap(indent); break;
            case 21: Field(indent); break;
            case 22: Function(indent); break;
            case 23: Lambda(indent); break;
            case 24: Switch(indent); break;
            case 25: Try(indent); break;
            case 26: Pieces(indent); break;
            case 27: Line(indent, $"{Known().Name} = {Condition()} ? {Tensor(out _)} : {Tensor(out _)};"); break;
            case 28: Guard(indent); break;
            default: Array(indent); break;
        }
    }

    private void Declare(string indent)
    {
        var expression = Tensor(out var rank);
        var name = Fresh("t");
        Line(indent, $"var {name} = {expression};");
        _tensors.Add((name, rank));
    }

    private void Assign(string indent)
    {
        var at = _random.Next(_tensors.Count);
        var expression = Tensor(out var rank);
        Line(indent, $"{_tensors[at].Name} = {expression};");
        _tensors[at] = (_tensors[at].Name, rank);
    }

    private void Integer(string indent)
    {
        var name = Fresh("n");
        Line(indent, $"var {name} = {Number()};");
        _integers.Add(name);
    }

    private void InPlace(string indent)
    {
        var (name, _) = Pick(_tensors);
        var other = Pick(_tensors).Name;
        Line(indent, _random.Next(11) switch
        {
            0 => $"{name} = {name}.clone(); {name}.unsqueeze_({_random.Next(2)});",
            1 => $"{name} = {name}.clone(); {name}.squeeze_({_random.Next(-2, 2)});",
            2 => $"{name} = {name}.clone(); var {Fresh("a")} = {name}; {name}.transpose_(0, {_random.Next(-1, 2)});",
            3 => $"{name} = {name} + 0; {name}.add_({name}.mean());",
            4 => $"{name} = {name}.clone(); {name}[.., 0] = 1f;",
            5 => $"{name} = {name}.clone(); {name}[.., {Pick(["1..", "..2", "..^1"])}] = {other};",
            6 => $"{name} = {name}.clone(); {name}[{name} > 0.5] = 0f;",
            7 => $"{name} = {name} * 1; {name}[0] += {other};",
            8 => $"var {Fresh("v")} = {name} = {name}.clone(); {name}[{_random.Next(2)}] = {other}.mean();",
            9 => $"{name} = {name}.clone(); {name}[torch.tensor(new long[] {{ 0 }})] = 2f;",
            _ => $"{name} = {name} + 0; {name}[0] = 1;",
        });
        for (var i = 0; i < _tensors.Count; i++) _tensors[i] = (_tensors[i].Name, null);
    }

    private void Leave(string indent)
    {
        var leave = _isInLoop && _random.Next(3) > 0
            ? _random.Next(2) == 0 ? "break;" : "continue;"
            : _isInCallback
            ? ""
            : $"return {Pick(_tensors).Name};";
        if (leave.Length > 0) Line(indent, $"if ({Condition()}) {leave}");
    }

    private void Loop(string indent)
    {
        var outer = _isInLoop;
        _isInLoop = true;
        var i = Fresh("i");
        switch (_random.Next(6))
        {
            case 0: Nested(indent, $"for (var {i} = 0; {i} < {_random.Next(1, 4)}; {i}++)"); break;
            case 1: Nested(indent, $"for (var {i} = 0; {i} < count; {i}++)"); break;
            case 2: Nested(indent, $"for (var {i} = 0; {i} < Math.Min(3, {Pick(_tensors).Name}.shape.Length); {i}++)"); break;
            case 3:
                Line(indent, $"var {i} = 0;");
                Nested(indent, $"while ({i}++ < 3 && ({Condition()}))");
                break;
            case 4:
                var (name, _) = Pick(_tensors);
                Line(indent, $"foreach (var layer{i} in layers) {name} = layer{i}.call({name});");
                _tensors[_tensors.FindIndex(t => t.Name == name)] = (name, null);
                break;
            default:
                Line(indent, $"var {i} = 0;");
                Line(indent, "do");
                Nested(indent, "");
                Line(indent, $"while ({i}++ < 2 && ({Condition()}));");
                break;
        }

        _isInLoop = outer;
    }

    private void List(string indent)
    {
        var (list, result) = (Fresh("l"), Fresh("t"));
        Line(indent, $"var {list} = new List<Tensor> {{ {Tensor(out _)} }};");
        if (_random.Next(2) == 0) Line(indent, $"while ({list}.Count < 3) {list}.Add({Pick(_tensors).Name});");
        else Line(indent, $"{list}.Add({Tensor(out _)});");
        Line(indent, $"var {result} = torch.{Pick(["cat", "stack"])}({list}, {_random.Next(-1, 2)});");
        _tensors.Add((result, null));
    }

    private void Array(string indent)
    {
        var (array, result) = (Fresh("r"), Fresh("t"));
        Line(indent, $"var {array} = new Tensor[2]; {array}[0] = {Tensor(out _)}; {array}[1] = {array}[0];");
        if (_random.Next(2) == 0) Line(indent, $"if ({Condition()}) {array}[{_random.Next(2)}] = {Tensor(out _)};");
        Line(indent, $"var {result} = {array}[{_random.Next(2)}] + {array}[1];");
        _tensors.Add((result, null));
    }

    private void Swap(string indent)
    {
        var (a, b) = (_random.Next(_tensors.Count), _random.Next(_tensors.Count));
        if (a == b) return;
        Line(indent, $"({_tensors[a].Name}, {_tensors[b].Name}) = ({_tensors[b].Name}, {_tensors[a].Name});");
        (_tensors[a], _tensors[b]) = ((_tensors[a].Name, _tensors[b].Rank), (_tensors[b].Name, _tensors[a].Rank));
    }

    private void Field(string indent)
    {
        Line(indent, $"state = {Tensor(out _)};");
        if (_random.Next(2) == 0) Nested(indent, $"if ({Condition()})");
        if (_random.Next(2) == 0 && !_isHelper) Line(indent, $"{Known().Name} = Help({Pick(_tensors).Name});");
        var name = Fresh("t");
        Line(indent, $"var {name} = state;");
        _tensors.Add((name, null));
    }

    private void Function(string indent)
    {
        var (function, parameter) = (Fresh("F"), Fresh("p"));
        var (outer, loop) = (_isInCallback, _isInLoop);
        (_isInCallback, _isInLoop) = (true, false);
        Line(indent, $"void {function}(Tensor {parameter})");
        Line(indent, "{");
        _tensors.Add((parameter, null));
        Block(indent + "    ", 3);
        _tensors.RemoveAll(t => t.Name == parameter);
        Line(indent, "}");
        (_isInCallback, _isInLoop) = (outer, loop);
        for (var i = 0; i < _tensors.Count; i++) _tensors[i] = (_tensors[i].Name, null);
        Line(indent, $"{(_random.Next(2) == 0 ? $"if ({Condition()}) " : "")}{function}({Pick(_tensors).Name});");
    }

    private void Lambda(string indent)
    {
        var (function, parameter, result) = (Fresh("f"), Fresh("p"), Fresh("t"));
        _tensors.Add((parameter, null));
        var body = Tensor(out _);
        _tensors.RemoveAll(t => t.Name == parameter);
        Line(indent, $"Func<Tensor, Tensor> {function} = {parameter} => {body};");
        if (_random.Next(2) == 0) Assign(indent);
        Line(indent, $"var {result} = {function}({Pick(_tensors).Name});");
        _tensors.Add((result, null));
    }

    private void Switch(string indent)
    {
        var name = Known().Name;
        if (_random.Next(2) == 0)
            Line(indent, $"{name} = {Selector()} switch {{ 1 => {Tensor(out _)}, 2 => {Tensor(out _)}, _ => {Tensor(out _)} }};");
        else Line(
            indent,
            $"switch ({Selector()}) {{ case 1: {name} = {Tensor(out _)}; break; "
                + $"case 2: {name} = {Tensor(out _)}; break; default: break; }}");
        _tensors[_tensors.FindIndex(t => t.Name == name)] = (name, null);
    }

    private string Selector() => Pick(["count", $"(int){Pick(_tensors).Name}.dim()", $"{Pick(_tensors).Name}.shape[0]"]);

    private void Try(string indent)
    {
        Nested(indent, "try");
        Nested(indent, "catch (Exception)");
        if (_random.Next(2) == 0) Line(indent, $"finally {{ {Known().Name} = {Pick(_tensors).Name}.relu(); }}");
        for (var i = 0; i < _tensors.Count; i++) _tensors[i] = (_tensors[i].Name, null);
    }

    private void Pieces(string indent)
    {
        var (a, b) = (Fresh("t"), Fresh("t"));
        var (name, rank) = Pick(_tensors);
        Line(indent, _random.Next(2) == 0
            ? $"var {a} = {name}.chunk(2, {_random.Next(-1, 1)}); var {b} = {a}[{a}.Length - 1];"
            : $"var ({a}, {b}) = ({Tensor(out _)}, {name}.max({_random.Next(-1, 1)}).values);");
        _tensors.Add((b, rank is > 0 ? null : rank));
    }

    private void Guard(string indent)
    {
        var (name, rank) = Pick(_tensors);
        Line(indent, _random.Next(3) switch
        {
            0 => $"if ({name}.dim() != {rank ?? _random.Next(1, 5)}) throw new ArgumentException(\"rank\");",
            1 => $"if ({name}.shape[^1] != {Number()}) throw new ArgumentException(\"size\");",
            _ => $"if ({name}.shape[0] == 1) {name} = {name}.squeeze(0);",
        });
        _tensors[_tensors.FindIndex(t => t.Name == name)] = (name, null);
    }

    private string Condition()
    {
        var name = Pick(_tensors).Name;
        return _random.Next(12) switch
        {
            0 or 1 => "flag",
            2 => "training",
            3 => $"{name}.dim() == {_random.Next(1, 5)}",
            4 => $"{name}.shape[0] == {_random.Next(1, 4)}",
            5 => $"{name}.shape[^1] > {_random.Next(1, 5)}",
            6 => $"{name}.shape[0] == {Pick(_tensors).Name}.shape[^1]",
            7 => $"{name}.dim() > 2 && {name}.shape[1] == {_random.Next(1, 5)}",
            8 => $"{name}.size(-1) % 2 == 0",
            9 => $"!flag || {name}.shape.Length != {_random.Next(1, 5)}",
            10 => $"{name}.shape[0] is 1 or 2",
            _ => $"count > {_random.Next(1, 4)}",
        };
    }

    private string Number()
    {
        var name = Pick(_tensors).Name;
        if (_integers.Count > 0 && _random.Next(3) == 0) return $"{Pick(_integers)} {Pick(["+ 1", "* 2", "- 1", "/ 2"])}";
        return _random.Next(8) switch
        {
            0 => $"{name}.shape[0]",
            1 => $"{name}.shape[^1]",
            2 => $"{name}.size(-1) / 2",
            3 => $"{name}.shape[0] * {name}.shape[^1]",
            4 => $"Math.Max({name}.shape[0], {_random.Next(1, 4)}L)",
            5 => $"Math.Min({name}.shape[^1], {_random.Next(1, 4)}L)",
            6 => $"{name}.numel() / {name}.shape[0]",
            _ => _random.Next(1, 5).ToString(CultureInfo.InvariantCulture) + "L",
        };
    }

    /// <summary>A tensor expression; its rank where that is plain.</summary>
    private string Tensor(out int? rank)
    {
        var (name, known) = Pick(_tensors);
        rank = known;
        var (r, d, e) = (known ?? 2, Dim(known), Dim(known));
        var other = Pick(_tensors).Name;
        switch (_random.Next(40))
        {
            case 0: return $"{name}.relu()";
            case 1: return $"{name} * 2 + 1";
            case 2: return $"{name} + {name}.mean(new long[] {{ {d} }}, keepdim: true)";
            case 3: rank = null; return $"{name} + {other}";
            case 4: return $"{name}.softmax({d})";
            case 5: return $"{name}.transpose({d}, {e})";
            case 6: rank = known - 1; return $"{name}.sum({d})";
            case 7: return $"{name}.sum({d}, keepdim: true)";
            case 8: rank = known + 1; return $"{name}.unsqueeze({d})";
            case 9: rank = null; return $"{name}.squeeze({d})";
            case 10: rank = null; return $"{name}.squeeze()";
            case 11: rank = 2; return $"{name}.flatten(1)";
            case 12: rank = null; return $"{name}.flatten({_random.Next(2)}, {_random.Next(-2, 0)})";
            case 13: rank = 2; return $"{name}.reshape({name}.shape[0], -1)";
            case 14: rank = 2; return $"{name}.reshape(-1, {name}.shape[^1])";
            case 15: rank = known - 1; return $"{name}.select({d}, 0)";
            case 16: return $"{name}.narrow({d}, 0, {(_random.Next(2) == 0 ? "1" : Number())})";
            case 17: rank = null; return $"{name}[{_random.Next(2)}]";
            case 18: return $"{name}[{Pick(["..", "..1", "1..", "..^1", "^1.."])}]";
            case 19: rank = null; return $"{name}[.., {Pick(["0", "..2", "^1..", ".."])}]";
            case 20: return $"torch.cat(new[] {{ {name}, {name} }}, {d})";
            case 21: rank = known + 1; return $"torch.stack(new[] {{ {name}, {name} }}, {d})";
            case 22: rank = null; return $"{name}.matmul({name}.transpose(-1, -2))";
            case 23: return $"{name}.permute({string.Join(", ", Enumerable.Range(0, r).OrderBy(_ => _random.Next()))})";
            case 24:
                rank = null;
                return $"{name}.unsqueeze(0).expand({_random.Next(1, 4)}, {string.Join(", ", Enumerable.Repeat("-1", Math.Max(r, 1)))})";
            case 25: return $"{name}.repeat({string.Join(", ", Enumerable.Range(0, r).Select(_ => _random.Next(1, 3)))})";
            case 26: rank = null; return _isHelper ? $"{name}.abs()" : $"Help({name})";
            case 27: rank = null; return $"block.call({name})";
            case 28: rank = null; return $"net.call({name})";
            case 29: rank = null; return $"{name}.reshape({Number()}, {Number()})";
            case 30: rank = null; return $"torch.zeros({Number()}, {Number()})";
            case 31: return $"functional.pad({name}, new long[] {{ {_random.Next(3)}, {_random.Next(3)} }})";
            case 33: return $"{name}.clamp(min: {_random.Next(2)})";
            case 34: return $"functional.normalize({name}, 2, {d})";
            case 35: return $"functional.adaptive_avg_pool2d({name}, {_random.Next(1, 4)})";
            case 36: return $"{name}.clamp_max(0.5)";
            case 37: rank = null; return $"{name}.view({name}.shape[0], {name}.shape[^1], -1)";
            case 38: rank = known; return $"{name}.unsqueeze({d}).squeeze({d})";
            case 32: rank = null; return $"{name}.view({name}.shape.Take(1).Append(-1L).ToArray())";
            default: rank = null; return $"layers[{_random.Next(3)}].call({name})";
        }
    }

    private string Dim(int? rank) => _random.Next(-(rank ?? 2), rank ?? 2).ToString(CultureInfo.InvariantCulture);

    private (string Name, int? Rank) Known() => Pick(_tensors);

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private string Fresh(string prefix) => FormattableString.Invariant($"{prefix}{_names++}");

    private void Line(string indent, string text) => _code.Append(indent).Append(text).Append('\n');
}
