namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The parameters and persistent buffers by dotted name: all parameters of the tree first, then all buffers.</summary>
            /// <param name="destination">Receives the entries; a name that it has already is left alone.</param>
            /// <param name="prefix">Put before every name, with a dot.</param>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach (var (name, parameter) in named_parameters()) destination.TryAdd(Qualified(prefix, name), parameter);
                foreach (var (name, buffer) in named_buffers(include_nonpersistent: false))
                    destination.TryAdd(Qualified(prefix, name), buffer);
                // A tensor shared by two submodules was listed once above; here it appears under its other names.
                foreach (var (name, module) in _internal_submodules) module.state_dict(destination, Qualified(prefix, name));
                return destination;
            }

            /// <summary>Copies values into this module's parameters and buffers, with broadcasting, and tells which names did not match.</summary>
            /// <param name="source">Tensors by dotted name.</param>
            /// <param name="strict">Whether names that do not match are an error.</param>
            /// <param name="skip">Names to leave out on both sides.</param>
            /// <exception cref="InvalidOperationException">strict, and the names differ.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                skip ??= [];
                var destination = state_dict();
                var unexpected = source.Keys.Where(key => !destination.ContainsKey(key) && !skip.Contains(key)).ToList();
                var missing = destination.Keys.Where(key => !source.ContainsKey(key) && !skip.Contains(key)).ToList();
                if (strict && (missing.Count > 0 || unexpected.Count > 0)) throw Mismatch(missing, unexpected);
                foreach (var (key, value) in source)
                {
                    if (skip.Contains(key)) continue;
                    if (destination.TryGetValue(key, out var target)) target.copy_(value);
                }
                return (missing, unexpected);
            }

            private static string Qualified(string? prefix, string name) => string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}";

            private static InvalidOperationException Mismatch(List<string> missing, List<string> unexpected)
                => new("The loaded state_dict is not identical to the target dictionary."
                    + $" Missing: [{string.Join(", ", missing)}]; unexpected: [{string.Join(", ", unexpected)}]."
                    + " Rename the keys, or pass strict: false.");
        }
    }
}
