using System.Buffers.Binary;
using System.Text;

namespace ModelFix.Engine.Tests.Export;

/// <summary>
/// Reads the part of pickle's second protocol that TorchScript archives are written in: a tuple is an array, an instance a list of its
/// attributes, and what is called or kept outside is an array that begins with the function's name, or with "kept".
/// </summary>
internal sealed class Unpickled(byte[] bytes)
{
    private static readonly object Mark = new();

    private readonly Stack<object> _stack = new();
    private int _at;

    public static object Of(byte[] bytes) => new Unpickled(bytes).Read();

    private object Read()
    {
        Assert.Equal([0x80, 2], bytes[..2]);
        for (_at = 2; bytes[_at] != '.';) Step((char)bytes[_at++]);
        Assert.Equal(bytes.Length - 1, _at);
        return Assert.Single(_stack);
    }

    private void Step(char code)
    {
        switch (code)
        {
            case 'c': _stack.Push($"{Line()}.{Line()}"); break;
            case '(': _stack.Push(Mark); break;
            case ')': _stack.Push(Array.Empty<object>()); break;
            case '}': _stack.Push(new List<(string Name, object Value)>()); break;
            case 't': _stack.Push(SinceMark()); break;
            case 'X': _stack.Push(Encoding.UTF8.GetString(Taken(BinaryPrimitives.ReadInt32LittleEndian(Taken(4))))); break;
            case 'K': _stack.Push((long)Taken(1)[0]); break;
            case 'J': _stack.Push((long)BinaryPrimitives.ReadInt32LittleEndian(Taken(4))); break;
            case '\x8a': _stack.Push(BinaryPrimitives.ReadInt64LittleEndian(Taken(Taken(1)[0]))); break;
            case '\x88': _stack.Push(true); break;
            case '\x89': _stack.Push(false); break;
            case 'Q': _stack.Push((object[])["kept", .. (object[])_stack.Pop()]); break;
            case '\x81' or 'R': Called(); break;
            case 'u': Filled(); break;
            case 'b': Built(); break;
            default: Assert.Fail($"{(int)code:x} is no code that is written"); break;
        }
    }

    private void Called()
    {
        var arguments = (object[])_stack.Pop();
        _stack.Push((object[])[_stack.Pop(), .. arguments]);
    }

    private void Filled()
    {
        var entries = SinceMark();
        ((List<(string, object)>)_stack.Peek()).AddRange(entries.Chunk(2).Select(e => ((string)e[0], e[1])));
    }

    private void Built()
    {
        var attributes = _stack.Pop();
        _stack.Pop();
        _stack.Push(attributes);
    }

    private object[] SinceMark()
    {
        var taken = new List<object>();
        while (_stack.Pop() is var top && top != Mark) taken.Insert(0, top);
        return [.. taken];
    }

    private string Line()
    {
        var end = Array.IndexOf(bytes, (byte)'\n', _at);
        var line = Encoding.UTF8.GetString(bytes, _at, end - _at);
        _at = end + 1;
        return line;
    }

    private byte[] Taken(int count) => bytes[_at..(_at += count)];
}
