using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents;
using Espalier.Parents.Masks;

namespace Espalier.Tickets.Forms;

/// <summary>A pruned node in the parent's full shape: the kept entries as they are, all others 0.</summary>
/// <remarks>
/// Hidden unit (j, k) belongs to candidate k of column j. The first matrix of a pair has one entry for each unit that is kept, in column j;
/// for direct candidates it is the fixed matrix that repeats every input once per candidate, left out where there is one of each.
/// </remarks>
internal static class MaskedGrid
{
    /// <summary>Refuses a matrix with more entries than the caller or an array takes.</summary>
    /// <exception cref="InvalidInputException">The matrix is too large.</exception>
    public static void RequireSize(PrunedNode node, long maxEntries, string place)
    {
        GridShape shape = node.Parent.Shape;
        Int128 entries = Int128.Max((Int128)node.Parent.Width * shape.Inputs, (Int128)node.Parent.Width * shape.Rows);
        long limit = Math.Min(maxEntries, Array.MaxLength);
        if (entries > limit)
            throw new InvalidInputException(
                "masked form",
                place,
                $"a matrix of the parent has {entries} entries, above the limit of {limit}",
                "use the folded form, or raise the limit");
    }

    public static int Add(GraphBuilder builder, ulong seed, PrunedNode node, int read)
    {
        var realised = new RealisedGrid(seed, node.Parent, node.Mask);
        (float[] last, bool[] used) = Last(node, realised);
        if (node.Parent is not { Structure: ParentStructure.Direct, Candidates: 1, Shape.HasBias: false })
        {
            read = builder.Add(First(node, realised, used), read);
            if (node.Parent.Structure == ParentStructure.Rectified) read = builder.Add(new Relu(), read);
        }

        return builder.Add(node.Form.WithWeights(Tensor.Own(node.WeightShape(used.Length), last), null), read);
    }

    private static int Unit(ParentGrid parent, int column, int candidate) =>
        parent.Order == CandidateOrder.Columns ? (column * parent.Candidates) + candidate : (candidate * parent.Shape.Columns) + column;

    private static (float[] Last, bool[] Used) Last(PrunedNode node, RealisedGrid realised)
    {
        GridShape shape = node.Parent.Shape;
        int width = checked((int)node.Parent.Width);
        var last = new float[checked(shape.Rows * width)];
        var used = new bool[width];
        for (int row = 0; row < shape.Rows; row++)
        {
            realised.Realise(row);
            (int channel, int place) = Math.DivRem(row, shape.Places);
            if (node.Mask is EntryMask entries)
            {
                // What is kept of the last matrix stays, whether or not its unit is.
                for (int unit = 0; unit < width; unit++)
                    if (entries.Last[(row * width) + unit]) last[(row * width) + unit] = realised.ParentRow[unit];
                continue;
            }

            for (int j = 0; j < shape.ColumnsOf(row); j++)
            {
                foreach (int k in realised.Kept(row, j))
                {
                    int unit = Unit(node.Parent, j, k);
                    last[(((channel * width) + unit) * shape.Places) + place] = realised.ParentRow[realised.Index(j, k)];
                    used[unit] = true;
                }
            }
        }

        return (last, used);
    }

    private static Dense First(PrunedNode node, RealisedGrid realised, bool[] used)
    {
        GridShape shape = node.Parent.Shape;
        var weights = new float[checked(used.Length * shape.Inputs)];
        float[]? bias = shape.HasBias ? new float[used.Length] : null;
        for (int j = 0; j < shape.Columns; j++)
        {
            for (int k = 0; k < node.Parent.Candidates; k++)
            {
                int unit = Unit(node.Parent, j, k);
                bool isKept = node.Mask is EntryMask { First: { } first } ? first[unit] : used[unit];
                float value = !node.Parent.IsPair ? 1 : isKept ? realised.Factors[(j * node.Parent.Candidates) + k] : 0;
                if (j < shape.Inputs) weights[(unit * shape.Inputs) + j] = value;
                else bias![unit] = value;
            }
        }

        return new Dense(Tensor.Own(new Shape(used.Length, shape.Inputs), weights), bias is null ? null : Tensor.Own(new Shape(used.Length), bias));
    }
}
