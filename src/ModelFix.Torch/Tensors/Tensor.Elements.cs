namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The value of a tensor of one element, which must have exactly the dtype of T.</summary>
        public T item<T>() where T : unmanaged
        {
            if (numel() != 1)
                throw new ArgumentException($"Number of elements in the tensor must be 1, but the shape is {Errors.Shape(Sizes)}.");
            if (Elements.DType<T>() != dtype)
                throw new ArgumentException($"item<{typeof(T).Name}>() does not match the tensor's dtype {dtype}: convert it first, " +
                    "with .to_type or ToSingle and the like.");
            return CopyData<T>()[0];
        }

        public Utils.TensorAccessor<T> data<T>() where T : unmanaged => new(this);

        /// <summary>Shape, dtype and device, such as "[2x3], type = Float32, device = cpu".</summary>
        public override string ToString() => IsInvalid ? "" : $"[{string.Join("x", Sizes)}], type = {dtype}, device = {device}";

        public bool is_nonzero()
        {
            if (numel() != 1) throw Errors.Torch("Boolean value of Tensor with more than one value is ambiguous");
            return CopyData<bool>()[0];
        }

        public Scalar ToScalar()
        {
            if (numel() != 1) throw Errors.Torch($"a Tensor with {numel()} elements cannot be converted to Scalar");
            if (is_floating_point()) return CopyData<double>()[0];
            return dtype == ScalarType.Bool ? CopyData<bool>()[0] : CopyData<long>()[0];
        }

        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);

        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);

        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);

        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);

        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);

        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);

        public float ReadCpuFloat16(long i) => (float)ReadCpuValue<Half>(i);

        public float ReadCpuBFloat16(long i) => ReadCpuValue<BFloat16>(i).ToSingle();

        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);

        /// <summary>The i-th element in memory, which must have exactly the dtype of T.</summary>
        public T ReadCpuValue<T>(long i) where T : unmanaged
        {
            if (i >= numel()) throw new IndexOutOfRangeException("The index is greater than the number of elements in the tensor");
            if (Elements.DType<T>() != dtype) throw new ArgumentException($"The tensor has dtype {dtype}, not {Elements.DType<T>()}.");
            return StorageOf<T>()[Offset + i];
        }

        public static implicit operator Tensor(byte value) => tensor(value);

        public static implicit operator Tensor(int value) => tensor(value);

        public static implicit operator Tensor(long value) => tensor(value);

        public static implicit operator Tensor(float value) => tensor(value);

        public static implicit operator Tensor(double value) => tensor(value);

        public static implicit operator Tensor(bool value) => tensor(value);

        public static implicit operator Tensor(byte[] value) => tensor(value);

        public static implicit operator Tensor(int[] value) => tensor(value);

        public static implicit operator Tensor(long[] value) => tensor(value);

        public static implicit operator Tensor(float[] value) => tensor(value);

        public static implicit operator Tensor(double[] value) => tensor(value);

        public static implicit operator Tensor(bool[] value) => tensor(value);

        public static implicit operator Tensor(Scalar scalar) => ScalarTensor(scalar);

        public static explicit operator float(Tensor value) => value.ToSingle();

        public static explicit operator double(Tensor value) => value.ToDouble();

        public static explicit operator byte(Tensor value) => value.ToByte();

        public static explicit operator int(Tensor value) => value.ToInt32();

        public static explicit operator long(Tensor value) => value.ToInt64();

        public static explicit operator bool(Tensor value) => value.ToBoolean();

        /// <summary>The scalar as a 0-d tensor of the scalar's own dtype.</summary>
        internal static Tensor ScalarTensor(Scalar scalar) => scalar.Type switch
        {
            ScalarType.Float64 => FromData([scalar.Real], []),
            ScalarType.Bool => FromData([scalar.Truth], []),
            _ => FromData([scalar.As<long>()], []),
        };
    }
}
