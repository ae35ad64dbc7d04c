using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ModelFix.Core.Configuration;

/// <summary>
/// Reads JSON as RFC 8259 has it: no comments, no trailing commas, no member twice. Errors carry line and column.
/// </summary>
/// <remarks>
/// Analyzers run inside compilers and editors that load one copy of each assembly: a System.Text.Json of our own could not be brought
/// along, and the host's may be of any version or missing. So the few lines that settings need are here.
/// </remarks>
internal sealed class JsonReader
{
    /// <summary>Deeper nesting is a mistake, and would overflow the host's stack long before it meant anything.</summary>
    private const int MaxDepth = 64;

    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _depth;

    private JsonReader(string text) => _text = text;

    private int Column => _at - _lineStart + 1;

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private bool IsAtEnd => _at >= _text.Length;

    /// <summary>The value that a text holds.</summary>
    /// <exception cref="JsonSyntaxException">The text is not JSON.</exception>
    public static JsonValue Read(string text)
    {
        var reader = new JsonReader(text.StartsWith("\uFEFF", StringComparison.Ordinal) ? text.Substring(1) : text);
        var value = reader.Value();
        reader.SkipSpace();
        return reader.IsAtEnd ? value : throw reader.Unexpected("the end of the file");
    }

    private JsonValue Value()
    {
        SkipSpace();
        var (line, column) = (_line, Column);
        if (++_depth > MaxDepth) throw Error(FormattableString.Invariant($"values are nested more than {MaxDepth} deep"));
        JsonValue value = Current switch
        {
            '{' => Object(),
            '[' => Array(),
            '"' => new JsonScalar(line, column, String()),
            't' => new JsonScalar(line, column, Word("true", true)),
            'f' => new JsonScalar(line, column, Word("false", false)),
            'n' => new JsonScalar(line, column, Word("null", null)),
            '-' or (>= '0' and <= '9') => new JsonScalar(line, column, Number()),
            _ => throw Unexpected("a value"),
        };
        _depth--;
        return value;
    }

    private JsonObject Object()
    {
        var (line, column) = (_line, Column);
        var members = ImmutableArray.CreateBuilder<JsonMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        _at++;
        SkipSpace();
        if (Take('}')) return new JsonObject(line, column, members.ToImmutable());
        do
        {
            SkipSpace();
            if (Current != '"') throw Unexpected("a member name in double quotes");
            var (nameLine, nameColumn) = (_line, Column);
            var name = String();
            if (!names.Add(name)) throw new JsonSyntaxException(nameLine, nameColumn, $"\"{name}\" occurs twice in this object");
            SkipSpace();
            if (!Take(':')) throw Unexpected($"a colon after \"{name}\"");
            members.Add(new JsonMember(nameLine, nameColumn, name, Value()));
            SkipSpace();
        }
        while (Take(','));

        return Take('}') ? new JsonObject(line, column, members.ToImmutable()) : throw Unexpected("a comma or }");
    }

    private JsonArray Array()
    {
        var (line, column) = (_line, Column);
        var items = ImmutableArray.CreateBuilder<JsonValue>();
        _at++;
        SkipSpace();
        if (Take(']')) return new JsonArray(line, column, items.ToImmutable());
        do
        {
            items.Add(Value());
            SkipSpace();
        }
        while (Take(','));

        return Take(']') ? new JsonArray(line, column, items.ToImmutable()) : throw Unexpected("a comma or ]");
    }

    private string String()
    {
        var text = new StringBuilder();
        for (_at++; !Take('"'); _at++)
        {
            if (IsAtEnd || Current is '\n' or '\r') throw Error("the string is not closed by a double quote on its line");
            if (Current < ' ') throw Error("a control character stands in a string");
            text.Append(Current == '\\' ? Escape() : Current);
        }

        return text.ToString();
    }

    /// <summary>The character that an escape stands for; leaves the reader at the escape's last character.</summary>
    private char Escape()
    {
        _at++;
        switch (Current)
        {
            case '"' or '\\' or '/': return Current;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _at + 4 < _text.Length
                && ushort.TryParse(_text.Substring(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default: throw Error("the escape is none of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000");
        }
    }

    private object Number()
    {
        var start = _at;
        if (Current == '-') _at++;
        if (Current == '0') _at++;
        else Digits();
        var isInteger = true;
        if (Current == '.')
        {
            isInteger = false;
            _at++;
            Digits();
        }

        if (Current is 'e' or 'E')
        {
            isInteger = false;
            _at++;
            if (Current is '+' or '-') _at++;
            Digits();
        }

        if (char.IsLetterOrDigit(Current)) throw Unexpected("the end of the number");
        var text = _text.Substring(start, _at - start);
        if (isInteger && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)) return integer;
        return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private void Digits()
    {
        if (Current is not (>= '0' and <= '9')) throw Unexpected("a digit");
        while (Current is >= '0' and <= '9') _at++;
    }

    private object? Word(string word, object? value)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0) throw Unexpected("a value");
        _at += word.Length;
        return char.IsLetterOrDigit(Current) ? throw Unexpected($"the end of {word}") : value;
    }

    private bool Take(char expected)
    {
        if (IsAtEnd || Current != expected) return false;
        _at++;
        return true;
    }

    private void SkipSpace()
    {
        for (; !IsAtEnd && Current is ' ' or '\t' or '\n' or '\r'; _at++)
        {
            if (Current == '\r' && _at + 1 < _text.Length && _text[_at + 1] == '\n') continue;
            if (Current is not ('\n' or '\r')) continue;
            _line++;
            _lineStart = _at + 1;
        }
    }

    private JsonSyntaxException Unexpected(string expected)
    {
        var found = IsAtEnd ? "the end of the file" : $"\"{Current}\"";
        return Error($"{expected} is expected here, not {found}");
    }

    private JsonSyntaxException Error(string message) => new(_line, Column, message);
}

/// <summary>A text is not JSON.</summary>
internal sealed class JsonSyntaxException(int line, int column, string message) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
