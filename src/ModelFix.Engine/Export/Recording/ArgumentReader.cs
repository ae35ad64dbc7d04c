using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelFix.Engine.Export.Recording;

/// <summary>Reads the arguments of native calls: numbers, and what is behind pointers.</summary>
/// <param name="recorder">Knows the addresses.</param>
/// <param name="tensor">The id of the tensor at an address; null where it is not to be written down.</param>
internal sealed class ArgumentReader(Recorder recorder, Func<IntPtr, int?> tensor)
{
    /// <summary>The arguments by their parameters' names.</summary>
    public Dictionary<string, RecordedArgument> Read(NativeSignature signature, object?[] arguments)
    {
        var read = new Dictionary<string, RecordedArgument>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i++)
        {
            var length = arguments[i] is IntPtr ? signature.LengthOf(i) : -1;
            if (length >= 0) read[signature.Parameters[i]] = Array(signature.Parameters[i], (IntPtr)arguments[i]!, arguments[length]!);
            else if (!IsLengthOfOther(signature, arguments, i)) read[signature.Parameters[i]] = Read(signature, arguments, i);
        }

        return read;
    }

    private static bool IsLengthOfOther(NativeSignature signature, object?[] arguments, int position) =>
        position > 0 && arguments[position - 1] is IntPtr && NativeSignature.IsLength(signature.Parameters[position])
            || signature.Parameters[position] == "indicesLength";

    private RecordedArgument Read(NativeSignature signature, object?[] arguments, int position)
    {
        var read = Single(arguments[position]);
        return read.IsUnknown ? Behind(signature.Name, signature.Parameters[position], (IntPtr)arguments[position]!) ?? read : read;
    }

    /// <summary>A number that may be left out is given by where it is.</summary>
    private static RecordedArgument? Behind(string name, string parameter, IntPtr address) => (name.TrimEnd('_'), parameter) switch
    {
        ("THSTensor_logit", "eps") or ("THSTensor_nan_to_num", "nan" or "posinf" or "neginf") =>
            new RecordedArgument { Number = BitConverter.Int64BitsToDouble(Marshal.ReadInt64(address)) },
        ("THSTensor_slice_scatter", "start" or "end") => new RecordedArgument { Integer = Marshal.ReadInt64(address) },
        _ => null,
    };

    private RecordedArgument Single(object? value) => value switch
    {
        bool flag => new RecordedArgument { Flag = flag },
        string text => new RecordedArgument { Text = text },
        double or float => new RecordedArgument { Number = Convert.ToDouble(value, CultureInfo.InvariantCulture) },
        IntPtr address => Pointed(address),
        IntPtr[] addresses => new RecordedArgument { Tensors = [.. addresses.Select(a => tensor(a) ?? -1)] },
        long or int or short or sbyte or byte =>
            new RecordedArgument { Integer = Convert.ToInt64(value, CultureInfo.InvariantCulture) },
        _ => new RecordedArgument(),
    };

    private RecordedArgument Pointed(IntPtr address)
    {
        if (address == IntPtr.Zero) return new RecordedArgument();
        if (recorder.Scalar(address) is { } number) return Single(number) with { IsScalar = true };
        if (recorder.Module(address) is { } module) return new RecordedArgument { Module = module };
        return recorder.IsTensor(address) ? new RecordedArgument { Tensor = tensor(address) } : new RecordedArgument { IsUnknown = true };
    }

    private RecordedArgument Array(string name, IntPtr address, object length)
    {
        var count = Convert.ToInt32(length, CultureInfo.InvariantCulture);
        if (address == IntPtr.Zero) return new RecordedArgument { Integers = [] };
        if (name is "scale_factor" or "scaleFactors")
        {
            var numbers = new double[count];
            Marshal.Copy(address, numbers, 0, count);
            return new RecordedArgument { Numbers = numbers };
        }

        var integers = new long[count];
        Marshal.Copy(address, integers, 0, count);
        if (name == "indexTensors")
            return new RecordedArgument { Tensors = [.. integers.Select(i => i == 0 ? -1 : tensor((IntPtr)i) ?? -1)] };
        return count > 0 && integers.All(i => i == 0 || recorder.IsTensor((IntPtr)i)) && integers.Any(i => i != 0)
            ? new RecordedArgument { Tensors = [.. integers.Select(i => i == 0 ? -1 : tensor((IntPtr)i) ?? -1)] }
            : new RecordedArgument { Integers = integers };
    }
}
