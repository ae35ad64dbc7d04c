using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives. Descriptions such as "cuda:0" are understood, but data exists on the CPU only.</summary>
    public class Device
    {
        /// <summary>Parses "cpu", "cuda" or "cuda:1".</summary>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = Parse(parts[0]);
            index = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : Unindexed(type);
        }

        public Device(string deviceType, int index = -1)
            : this(Parse(deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index == -1 ? Unindexed(deviceType) : index;
        }

        public Device(int index)
            : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return type == DeviceType.CPU || index < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{index}");
        }

        private static int Unindexed(DeviceType deviceType) => deviceType == DeviceType.CUDA ? 0 : -1;

        private static DeviceType Parse(string name) =>
            Enum.TryParse<DeviceType>(name.Trim(), ignoreCase: true, out var type)
                ? type
                : throw new ArgumentException($"Unknown device '{name}': write cpu, cuda, cuda:<index>, mps or meta.", nameof(name));
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    public static readonly Device META = new(DeviceType.META);

    public static Device CUDA => new(DeviceType.CUDA);

    public static Device MPS => new(DeviceType.MPS);

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(index);

    public static Device InitializeDevice(Device? device) => Require(device ?? get_default_device());

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType == DeviceType.CPU;

    public static void InitializeDeviceType(DeviceType deviceType) => Require(new Device(deviceType));

    public static bool cuda_is_available() => false;

    public static bool mps_is_available() => false;

    public static Device get_default_device() => CPU;

    public static void set_default_device(Device device) => Require(device);

    public static void set_default_device(string device) => Require(new Device(device));

    /// <summary>The device if data can live there, an error that says what to do otherwise.</summary>
    internal static Device Require(Device? device)
    {
        if (device is null || device.type == DeviceType.CPU) return CPU;
        throw new InvalidOperationException($"Torch device type {device.type} is not available: this is ModelFix.Torch, which runs " +
            "on the CPU. Use torch.CPU, or reference the TorchSharp package.");
    }

    public static class cuda
    {
        public static bool is_available() => false;

        public static bool is_cudnn_available() => false;

        public static int device_count() => 0;

        public static void manual_seed(long seed) => torch.manual_seed(seed);

        public static void manual_seed_all(long seed) => torch.manual_seed(seed);

        public static void synchronize(Device? device = null)
        {
        }
    }
}
