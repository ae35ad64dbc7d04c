using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The activation between a transformer layer's linear layers.</summary>
        public enum Activations
        {
            ReLU = 0,
            GELU = 1,
        }

        public static MultiheadAttention MultiheadAttention(long embedded_dim, long num_heads, double dropout = 0, bool bias = true,
            bool add_bias_kv = false, bool add_zero_attn = false, long? kdim = null, long? vdim = null)
            => new(new(embedded_dim, num_heads, dropout) { ZeroRow = add_zero_attn }, bias, add_bias_kv, kdim, vdim);

        public static TransformerEncoderLayer TransformerEncoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048,
            double dropout = 0.1, Activations activation = Activations.ReLU)
            => new(new(d_model, nhead, dim_feedforward, dropout, activation));

        public static TransformerEncoder TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers)
            => new(encoder_layer, num_layers);

        public static TransformerDecoderLayer TransformerDecoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048,
            double dropout = 0.1, Activations activation = Activations.ReLU)
            => new(new(d_model, nhead, dim_feedforward, dropout, activation));

        public static TransformerDecoder TransformerDecoder(TransformerDecoderLayer decoder_layer, long num_layers)
            => new(decoder_layer, num_layers);

        public static Transformer Transformer(long d_model = 512, long nhead = 8, long num_encoder_layers = 6, long num_decoder_layers = 6,
            long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU)
            => new(new(d_model, nhead, dim_feedforward, dropout, activation), num_encoder_layers, num_decoder_layers);
    }
}
