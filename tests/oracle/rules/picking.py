"""MFX1601, MFX1602 and MFX1604: elements and rows that are picked by indices and masks, and sums by letters."""
import torch

from .table import Rewrite, Rule


def compared(x, i, size, dim):
    """One index a row: what is not at its place is 0."""
    places = torch.arange(size).view(-1, *[1] * (x.dim() - 1 - dim))
    return x.masked_fill(i.ne(places), 0).sum(dim, True)


GATHER = Rule("MFX1601", [
    Rewrite("one element of each row", lambda m, x, i: x.gather(1, i), lambda m, x, i: compared(x, i, 5, 1)),
    Rewrite("one element of each column of a plane", lambda m, x, i: torch.gather(x, 1, i), lambda m, x, i: compared(x, i, 5, 1)),
    Rewrite("several elements of each row",
            lambda m, x, i: x.gather(-1, i),
            lambda m, x, i: x.unsqueeze(1).masked_fill(i.unsqueeze(2).ne(torch.arange(5)), 0).sum(2, False, dtype=x.dtype)),
    Rewrite("rows, by an index that is expanded",
            lambda m, x, i: x.gather(1, i.view(1, 2, 1).expand(x.size(0), -1, 3)), lambda m, x, i: x.index_select(1, i)),
])



def filled(x, mask):
    return x.masked_fill(~mask, 0).sum()


SELECT = Rule("MFX1602", [
    Rewrite("the sum of what a mask selects", lambda m, x: x[x > 0].sum(), lambda m, x: filled(x, x > 0)),
    Rewrite("the sum of rows that a mask selects", lambda m, x, mask: x[mask].sum(), lambda m, x, mask: filled(x, mask.unsqueeze(-1))),
    Rewrite("the sum of selected elements", lambda m, x, mask: torch.masked_select(x, mask).sum(), lambda m, x, mask: filled(x, mask)),
    Rewrite("the sum of selected integers", lambda m, x: x.masked_select(x > 2).sum(), lambda m, x: filled(x, x > 2)),
])

EINSUM = Rule("MFX1604", [
    Rewrite("scores of queries and keys",
            lambda m, x, y: torch.einsum("bid,bjd->bij", x, y), lambda m, x, y: torch.matmul(x, y.transpose(1, 2))),
    Rewrite("values by heads",
            lambda m, x, y: torch.einsum("bhij,bjhd->bihd", x, y),
            lambda m, x, y: torch.matmul(x, y.transpose(1, 2)).transpose(1, 2)),
    Rewrite("a weight of channels",
            lambda m, x, w: torch.einsum("bchw,cd->bdhw", x, w),
            lambda m, x, w: torch.matmul(x.permute(0, 2, 3, 1), w).permute(0, 3, 1, 2)),
    Rewrite("products of rows",
            lambda m, x, y: torch.einsum("bd,bd->b", x, y),
            lambda m, x, y: torch.matmul(x.unsqueeze(-2), y.unsqueeze(-1)).select(-1, 0).select(-1, 0)),
    Rewrite("several letters summed over",
            lambda m, x, y: torch.einsum("bchw,chwk->bk", x, y), lambda m, x, y: torch.matmul(x.flatten(1), y.flatten(0, 2))),
    Rewrite("an ellipsis", lambda m, x, w: torch.einsum("...i,ki->...k", x, w), lambda m, x, w: torch.matmul(x, w.transpose(0, 1))),
    Rewrite("outer products", lambda m, x, y: torch.einsum("bi,bj->bij", x, y), lambda m, x, y: x.unsqueeze(2).mul(y.unsqueeze(1))),
])

RULES = [GATHER, SELECT, EINSUM]
