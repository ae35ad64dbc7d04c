using System.Text;

namespace ModelFix.Testing;

/// <summary>
/// Random statements of a <see cref="RandomModel"/>: declarations, changes, branches, loops, local functions and lambdas. They say to the
/// scope what each variable may be behind them.
/// </summary>
internal sealed class RandomStatements(RandomScope scope, RandomExpressions expressions)
{
    private const int MostStatements = 7;
    private const int MostNesting = 3;

    private readonly StringBuilder _code = new();
    private int _nesting;
    private bool _isInLoop;
    private bool _isInCallback;

    /// <summary>What stands between the braces of a method that returns a tensor.</summary>
    /// <param name="parameter">The method's parameter, a tensor.</param>
    /// <param name="rank">Its rank, where that is known.</param>
    /// <param name="indent">What the braces are indented by.</param>
    public string Body(string parameter, int? rank, string indent)
    {
        _code.Clear();
        scope.Tensors.Clear();
        scope.Integers.Clear();
        scope.Tensors.Add((parameter, rank));
        Block(indent + "    ", MostStatements);
        Line(indent + "    ", $"return {scope.PickTensor().Name};");
        return _code.ToString();
    }

    private void Block(string indent, int most)
    {
        var (tensors, integers) = (scope.Tensors.Count, scope.Integers.Count);
        _nesting++;
        for (var i = 1 + scope.Next(most); i > 0; i--) Statement(indent);
        _nesting--;
        if (_nesting == 0) return;
        scope.Tensors.RemoveRange(tensors, scope.Tensors.Count - tensors);
        scope.Integers.RemoveRange(integers, scope.Integers.Count - integers);
    }

    private void Nested(string indent, string head)
    {
        Line(indent, head);
        Line(indent, "{");
        Block(indent + "    ", 3);
        Line(indent, "}");
        // What a block assigned may have any rank behind it.
        scope.ForgetRanks();
    }

    private void Statement(string indent)
    {
        switch (scope.Next(_nesting < MostNesting ? 30 : 12))
        {
            case < 5: Declare(indent); break;
            case < 9: Assign(indent); break;
            case 9: Integer(indent); break;
            case 10: InPlace(indent); break;
            case 11: Leave(indent); break;
            case < 16:
                Nested(indent, $"if ({expressions.Condition()})");
                if (scope.Next(2) == 0) Nested(indent, "else");
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
            case 27: Choose(indent); break;
            case 28: Guard(indent); break;
            default: Array(indent); break;
        }
    }

    private void Declare(string indent)
    {
        var expression = expressions.Tensor(out var rank);
        var name = scope.Fresh("t");
        Line(indent, $"var {name} = {expression};");
        scope.Tensors.Add((name, rank));
    }

    private void Assign(string indent)
    {
        var at = scope.Next(scope.Tensors.Count);
        var expression = expressions.Tensor(out var rank);
        Line(indent, $"{scope.Tensors[at].Name} = {expression};");
        scope.Tensors[at] = (scope.Tensors[at].Name, rank);
    }

    private void Integer(string indent)
    {
        var name = scope.Fresh("n");
        Line(indent, $"var {name} = {expressions.Number()};");
        scope.Integers.Add(name);
    }

    private void InPlace(string indent)
    {
        var (name, _) = scope.PickTensor();
        var other = scope.PickTensor().Name;
        Line(indent, scope.Next(11) switch
        {
            0 => $"{name} = {name}.clone(); {name}.unsqueeze_({scope.Next(2)});",
            1 => $"{name} = {name}.clone(); {name}.squeeze_({scope.Next(-2, 2)});",
            2 => $"{name} = {name}.clone(); var {scope.Fresh("a")} = {name}; {name}.transpose_(0, {scope.Next(-1, 2)});",
            3 => $"{name} = {name} + 0; {name}.add_({name}.mean());",
            4 => $"{name} = {name}.clone(); {name}[.., 0] = 1f;",
            5 => $"{name} = {name}.clone(); {name}[.., {scope.Pick(["1..", "..2", "..^1"])}] = {other};",
            6 => $"{name} = {name}.clone(); {name}[{name} > 0.5] = 0f;",
            7 => $"{name} = {name} * 1; {name}[0] += {other};",
            8 => $"var {scope.Fresh("v")} = {name} = {name}.clone(); {name}[{scope.Next(2)}] = {other}.mean();",
            9 => $"{name} = {name}.clone(); {name}[torch.tensor(new long[] {{ 0 }})] = 2f;",
            _ => $"{name} = {name} + 0; {name}[0] = 1;",
        });
        scope.ForgetRanks();
    }

    private void Leave(string indent)
    {
        var leave = _isInLoop && scope.Next(3) > 0
            ? scope.Next(2) == 0 ? "break;" : "continue;"
            : _isInCallback
            ? ""
            : $"return {scope.PickTensor().Name};";
        if (leave.Length > 0) Line(indent, $"if ({expressions.Condition()}) {leave}");
    }

    private void Loop(string indent)
    {
        var outer = _isInLoop;
        _isInLoop = true;
        var i = scope.Fresh("i");
        switch (scope.Next(6))
        {
            case 0: Nested(indent, $"for (var {i} = 0; {i} < {scope.Next(1, 4)}; {i}++)"); break;
            case 1: Nested(indent, $"for (var {i} = 0; {i} < count; {i}++)"); break;
            case 2: Nested(indent, $"for (var {i} = 0; {i} < Math.Min(3, {scope.PickTensor().Name}.shape.Length); {i}++)"); break;
            case 3:
                Line(indent, $"var {i} = 0;");
                Nested(indent, $"while ({i}++ < 3 && ({expressions.Condition()}))");
                break;
            case 4:
                var (name, _) = scope.PickTensor();
                Line(indent, $"foreach (var layer{i} in layers) {name} = layer{i}.call({name});");
                scope.ForgetRank(name);
                break;
            default:
                Line(indent, $"var {i} = 0;");
                Line(indent, "do");
                Nested(indent, "");
                Line(indent, $"while ({i}++ < 2 && ({expressions.Condition()}));");
                break;
        }

        _isInLoop = outer;
    }

    private void List(string indent)
    {
        var (list, result) = (scope.Fresh("l"), scope.Fresh("t"));
        Line(indent, $"var {list} = new List<Tensor> {{ {expressions.Tensor(out _)} }};");
        if (scope.Next(2) == 0) Line(indent, $"while ({list}.Count < 3) {list}.Add({scope.PickTensor().Name});");
        else Line(indent, $"{list}.Add({expressions.Tensor(out _)});");
        Line(indent, $"var {result} = torch.{scope.Pick(["cat", "stack"])}({list}, {scope.Next(-1, 2)});");
        scope.Tensors.Add((result, null));
    }

    private void Array(string indent)
    {
        var (array, result) = (scope.Fresh("r"), scope.Fresh("t"));
        Line(indent, $"var {array} = new Tensor[2]; {array}[0] = {expressions.Tensor(out _)}; {array}[1] = {array}[0];");
        if (scope.Next(2) == 0) Line(indent, $"if ({expressions.Condition()}) {array}[{scope.Next(2)}] = {expressions.Tensor(out _)};");
        Line(indent, $"var {result} = {array}[{scope.Next(2)}] + {array}[1];");
        scope.Tensors.Add((result, null));
    }

    private void Swap(string indent)
    {
        var (a, b) = (scope.Next(scope.Tensors.Count), scope.Next(scope.Tensors.Count));
        if (a == b) return;
        var (first, second) = (scope.Tensors[a], scope.Tensors[b]);
        Line(indent, $"({first.Name}, {second.Name}) = ({second.Name}, {first.Name});");
        (scope.Tensors[a], scope.Tensors[b]) = ((first.Name, second.Rank), (second.Name, first.Rank));
    }

    private void Field(string indent)
    {
        Line(indent, $"state = {expressions.Tensor(out _)};");
        if (scope.Next(2) == 0) Nested(indent, $"if ({expressions.Condition()})");
        if (scope.Next(2) == 0 && !expressions.IsHelper) Line(indent, $"{scope.PickTensor().Name} = Help({scope.PickTensor().Name});");
        var name = scope.Fresh("t");
        Line(indent, $"var {name} = state;");
        scope.Tensors.Add((name, null));
    }

    private void Function(string indent)
    {
        var (function, parameter) = (scope.Fresh("F"), scope.Fresh("p"));
        var (outer, loop) = (_isInCallback, _isInLoop);
        (_isInCallback, _isInLoop) = (true, false);
        Line(indent, $"void {function}(Tensor {parameter})");
        Line(indent, "{");
        scope.Tensors.Add((parameter, null));
        Block(indent + "    ", 3);
        scope.Tensors.RemoveAll(t => t.Name == parameter);
        Line(indent, "}");
        (_isInCallback, _isInLoop) = (outer, loop);
        scope.ForgetRanks();
        Line(indent, $"{(scope.Next(2) == 0 ? $"if ({expressions.Condition()}) " : "")}{function}({scope.PickTensor().Name});");
    }

    private void Lambda(string indent)
    {
        var (function, parameter, result) = (scope.Fresh("f"), scope.Fresh("p"), scope.Fresh("t"));
        scope.Tensors.Add((parameter, null));
        var body = expressions.Tensor(out _);
        scope.Tensors.RemoveAll(t => t.Name == parameter);
        Line(indent, $"Func<Tensor, Tensor> {function} = {parameter} => {body};");
        if (scope.Next(2) == 0) Assign(indent);
        Line(indent, $"var {result} = {function}({scope.PickTensor().Name});");
        scope.Tensors.Add((result, null));
    }

    private void Choose(string indent)
    {
        var (name, _) = scope.PickTensor();
        Line(indent, $"{name} = {expressions.Condition()} ? {expressions.Tensor(out _)} : {expressions.Tensor(out _)};");
    }

    private void Switch(string indent)
    {
        var name = scope.PickTensor().Name;
        if (scope.Next(2) == 0)
            Line(
                indent,
                $"{name} = {expressions.Selector()} switch "
                    + $"{{ 1 => {expressions.Tensor(out _)}, 2 => {expressions.Tensor(out _)}, _ => {expressions.Tensor(out _)} }};");
        else Line(
            indent,
            $"switch ({expressions.Selector()}) {{ case 1: {name} = {expressions.Tensor(out _)}; break; "
                + $"case 2: {name} = {expressions.Tensor(out _)}; break; default: break; }}");
        scope.ForgetRank(name);
    }

    private void Try(string indent)
    {
        Nested(indent, "try");
        Nested(indent, "catch (Exception)");
        if (scope.Next(2) == 0) Line(indent, $"finally {{ {scope.PickTensor().Name} = {scope.PickTensor().Name}.relu(); }}");
        scope.ForgetRanks();
    }

    private void Pieces(string indent)
    {
        var (a, b) = (scope.Fresh("t"), scope.Fresh("t"));
        var (name, rank) = scope.PickTensor();
        Line(indent, scope.Next(2) == 0
            ? $"var {a} = {name}.chunk(2, {scope.Next(-1, 1)}); var {b} = {a}[{a}.Length - 1];"
            : $"var ({a}, {b}) = ({expressions.Tensor(out _)}, {name}.max({scope.Next(-1, 1)}).values);");
        scope.Tensors.Add((b, rank is > 0 ? null : rank));
    }

    private void Guard(string indent)
    {
        var (name, rank) = scope.PickTensor();
        Line(indent, scope.Next(3) switch
        {
            0 => $"if ({name}.dim() != {rank ?? scope.Next(1, 5)}) throw new ArgumentException(\"rank\");",
            1 => $"if ({name}.shape[^1] != {expressions.Number()}) throw new ArgumentException(\"size\");",
            _ => $"if ({name}.shape[0] == 1) {name} = {name}.squeeze(0);",
        });
        scope.ForgetRank(name);
    }

    private void Line(string indent, string text) => _code.Append(indent).Append(text).Append('\n');
}
