using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

            internal Module _to(ScalarType dtype, bool non_blocking)
            {
                if (dtype is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64
                    or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64))
                {
                    throw new ArgumentException(
                        $"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
                }
                _toEpilog(dtype, null, non_blocking);
                return this;
            }

            internal Module _to(Device device, bool non_blocking)
            {
                _toEpilog(null, device, non_blocking);
                return this;
            }

            internal Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                _to(dtype, non_blocking);
                return _to(device, non_blocking);
            }

            /// <summary>Replaces the tensors of this module and its children that are not of the wanted type; integers keep theirs.</summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (var (_, child) in named_children()) child._toEpilog(dtype, device, non_blocking);
                foreach (var (name, parameter) in named_parameters(false).ToList())
                {
                    if (!ReplaceParameter(dtype, device, parameter, out var replacement)) continue;
                    _internal_params[name] = replacement!;
                    SetFields(parameter, replacement!);
                }
                foreach (var (name, buffer) in named_buffers(false).ToList())
                {
                    if (!ReplaceBuffer(dtype, device, buffer, out var replacement)) continue;
                    _internal_buffers[name] = (replacement!, true);
                    SetFields(buffer, replacement!);
                }
                if (device is null) return;
                _deviceType = device.type;
                _deviceIndex = device.index;
            }

            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, out Tensor? result)
            {
                result = Converted(dtype, device, buffer);
                return result is not null;
            }

            protected static bool ReplaceParameter(ScalarType? dtype, Device? device, Parameter param, out Parameter? p)
            {
                var converted = Converted(dtype, device, param);
                p = converted is null ? null : new Parameter(converted, param.requires_grad);
                return p is not null;
            }

            private static Tensor? Converted(ScalarType? dtype, Device? device, Tensor tensor)
            {
                if (device is not null && device.type is not DeviceType.CPU)
                    throw new NotSupportedException($"The device {device} is not available: modules run on the CPU only.");
                var isFloat = tensor.dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
                if (dtype is null || dtype == tensor.dtype || !isFloat) return null;
                return tensor.to(dtype.Value);
            }

            private void SetFields(Tensor old, Tensor replacement)
            {
                foreach (var field in InstanceFields())
                {
                    if (ReferenceEquals(field.GetValue(this), old)) field.SetValue(this, replacement);
                }
            }
        }
    }
}
