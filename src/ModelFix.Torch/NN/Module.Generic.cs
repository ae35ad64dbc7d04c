namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose forward pass takes one input.</summary>
        public abstract class Module<T, TResult> : HookableModule<
            Func<Module<T, TResult>, T, T>,
            Func<Module<T, TResult>, T, TResult, TResult>>,
            IModule<T, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            /// <summary>Computes the result, without running hooks.</summary>
            public abstract TResult forward(T input);

            /// <summary>Computes the result and runs the registered hooks.</summary>
            public TResult call(T input)
            {
                BeforeForward();
                foreach (var hook in pre_hooks.Values)
                {
                    if (hook(this, input) is { } replaced) input = replaced;
                }
                var result = forward(input);
                foreach (var hook in post_hooks.Values)
                {
                    if (hook(this, input, result) is { } replaced) result = replaced;
                }
                AfterForward();
                return result;
            }
        }

        /// <summary>A module whose forward pass takes two inputs.</summary>
        public abstract class Module<T1, T2, TResult> : HookableModule<
            Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>,
            Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>,
            IModule<T1, T2, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            /// <summary>Computes the result, without running hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Computes the result and runs the registered hooks.</summary>
            public TResult call(T1 input1, T2 input2)
            {
                BeforeForward();
                foreach (var hook in pre_hooks.Values)
                {
                    if (hook(this, input1, input2) is { } replaced) (input1, input2) = replaced;
                }
                var result = forward(input1, input2);
                foreach (var hook in post_hooks.Values)
                {
                    if (hook(this, input1, input2, result) is { } replaced) result = replaced;
                }
                AfterForward();
                return result;
            }
        }

        /// <summary>A module whose forward pass takes three inputs.</summary>
        public abstract class Module<T1, T2, T3, TResult> : HookableModule<
            Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>,
            Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>,
            IModule<T1, T2, T3, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            /// <summary>Computes the result, without running hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>Computes the result and runs the registered hooks.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                BeforeForward();
                foreach (var hook in pre_hooks.Values)
                {
                    if (hook(this, input1, input2, input3) is { } replaced) (input1, input2, input3) = replaced;
                }
                var result = forward(input1, input2, input3);
                foreach (var hook in post_hooks.Values)
                {
                    if (hook(this, input1, input2, input3, result) is { } replaced) result = replaced;
                }
                AfterForward();
                return result;
            }
        }
    }
}
