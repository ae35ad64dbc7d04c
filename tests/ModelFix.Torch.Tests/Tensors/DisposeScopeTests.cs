using static TorchSharp.torch;

namespace ModelFix.Torch.Tests.Tensors;

public sealed class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_created_in_it_and_not_moved_out()
    {
        Tensor kept, dropped;
        using (NewDisposeScope())
        {
            dropped = ones(2);
            kept = (dropped + 1).MoveToOuterDisposeScope();
        }

        Assert.True(dropped.IsInvalid);
        Assert.Equal([2f, 2f], kept.data<float>().ToArray());
    }

    [Fact]
    public void A_tensor_moved_out_belongs_to_the_outer_scope()
    {
        Tensor moved;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope()) moved = ones(2).MoveToOuterDisposeScope();
            Assert.False(moved.IsInvalid);
            Assert.True(outer.Contains(moved));
        }

        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void A_detached_tensor_outlives_every_scope()
    {
        Tensor detached;
        using (NewDisposeScope())
        using (NewDisposeScope()) detached = ones(2).DetachFromDisposeScope();

        Assert.False(detached.IsInvalid);
    }

    [Fact]
    public void A_view_keeps_the_storage_of_a_disposed_tensor()
    {
        Tensor view;
        using (var source = arange(6).view(2, 3)) view = source.select(0, 1);

        Assert.Equal([3L, 4L, 5L], view.data<long>().ToArray());
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        var x = ones(2);
        x.Dispose();

        var error = Assert.Throws<InvalidOperationException>(() => x + 1);
        Assert.Contains("disposed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_grad_lasts_as_long_as_its_block()
    {
        Assert.True(is_grad_enabled());
        using (no_grad()) Assert.False(is_grad_enabled());
        Assert.True(is_grad_enabled());
    }
}
