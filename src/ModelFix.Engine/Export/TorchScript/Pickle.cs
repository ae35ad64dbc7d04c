using System.Buffers.Binary;
using System.Text;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>Writes what TorchScript archives hold in pickle's second protocol.</summary>
internal sealed class Pickle
{
    private readonly MemoryStream _bytes = new();

    public Pickle() => Raw(0x80, 2);

    public byte[] Finished()
    {
        Raw((byte)'.');
        return _bytes.ToArray();
    }

    public Pickle Global(string module, string name) => Raw('c').Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    /// <summary>An instance of a class that was named last, with the attributes that are written.</summary>
    public Pickle Instance(Action<Pickle> attributes)
    {
        Raw(')').Raw(0x81).Raw('}').Raw('(');
        attributes(this);
        return Raw('u').Raw('b');
    }

    public Pickle Tuple(Action<Pickle> elements)
    {
        Raw('(');
        elements(this);
        return Raw('t');
    }

    /// <summary>The call of the function before the tuple that was written last.</summary>
    public Pickle Called() => Raw('R');

    /// <summary>A reference to what is kept outside, by the tuple that was written last.</summary>
    public Pickle Persistent() => Raw('Q');

    public Pickle Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Raw('X').Number(bytes.Length).Raw(bytes);
    }

    public Pickle Flag(bool flag) => Raw(flag ? (byte)0x88 : (byte)0x89);

    public Pickle Integer(long number)
    {
        if (number is >= 0 and < 256) return Raw('K').Raw((byte)number);
        if (number is >= int.MinValue and <= int.MaxValue) return Raw('J').Number((int)number);
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Raw(0x8a, 8).Raw(bytes);
    }

    private Pickle Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return Raw(bytes);
    }

    private Pickle Raw(char code) => Raw((byte)code);

    private Pickle Raw(params byte[] bytes)
    {
        _bytes.Write(bytes);
        return this;
    }
}
