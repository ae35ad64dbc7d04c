namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor clone() => Elements.Run<Copying, Tensor>(dtype, "clone", new(this));

        public Tensor contiguous() => is_contiguous() ? alias() : clone();

        public Tensor alias() => View(Sizes, Strides, Offset);

        public Tensor detach() => alias();

        public Tensor detach_()
        {
            requires_grad = false;
            return this;
        }

        public Tensor cpu() => alias();

        public Tensor cuda(Device? device = null, bool non_blocking = false)
        {
            Require(device ?? CUDA);
            return alias();
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            var expanded = source.ExpandTo(Sizes, "copy_");
            return Elements.Run<Copying, Tensor>(dtype, "copy_", new(expanded, this));
        }

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var result = type == dtype && !copy ? alias() : Elements.Run<Copying, Tensor>(type, "to", new(this));
            if (disposeAfter) Dispose();
            return result;
        }

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, new Device(deviceType, deviceIndex), copy, disposeAfter);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            Require(device);
            return to_type(type, copy, disposeAfter);
        }

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, new Device(device), copy, disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter);

        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device);

        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);

        public Tensor type(ScalarType dtype) => to_type(dtype);

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor @byte() => to_type(ScalarType.Byte);

        public Tensor @short() => to_type(ScalarType.Int16);

        public Tensor @char() => to_type(ScalarType.Int8);

        public Tensor half() => to_type(ScalarType.Float16);

        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor set_(Tensor source)
        {
            Become(source);
            return this;
        }

        /// <summary>Copies Source, converted to T, into Destination or a new contiguous tensor.</summary>
        private readonly record struct Copying(Tensor Source, Tensor? Destination = null) : IElementComputation<Tensor>
        {
            public Tensor Run<T>() where T : unmanaged
            {
                var data = Source.CopyData<T>();
                if (Destination is null) return FromData(data, Source.shape);
                Destination.WriteData(data);
                return Destination;
            }
        }
    }
}
