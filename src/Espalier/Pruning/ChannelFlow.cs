using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Pruning;

/// <summary>How removable channels pass through an operator: which of what it reads become which of what it makes, and which it couples.</summary>
/// <remarks>
/// Weight grids begin new channels and end those that they read, whose columns go with them. Everything else either hands a channel on,
/// as element by element, or mixes channels in a way that no removal leaves alone (a softmax over them, their mean): then they are held.
/// </remarks>
internal sealed class ChannelFlow(Network network, int node, Channels?[] reads, UnitLedger ledger) : IOperatorPass<Channels?>
{
    private const int Unseen = -1;

    private Shape Read => network.Shapes[network.Nodes[node].Reads[0]];

    /// <summary>Vectors stand along the last extent; channels along another one are rows, which pass.</summary>
    public Channels? Visit(Dense dense) =>
        reads[0] is { } rows && rows.Axis != Read.Rank - 1 ? rows : Begun(Read.Rank - 1, dense.Outputs, dense.Outputs);

    /// <summary>
    /// Where a group reads one channel, what it makes goes with that. Where it reads several, every group loses the same places, so that groups
    /// stay of one size.
    /// </summary>
    public Channels? Visit(Convolution convolution)
    {
        Channels? read = Along(0);
        (int outputs, int inputs, int groups) = (convolution.Kernels[0], convolution.Kernels[1], convolution.Groups);
        int made = outputs / groups;
        if (groups > 1 && inputs == 1)
            return read is null ? null : new Channels(0, [.. Enumerable.Range(0, outputs).Select(o => read.Units[o / made])]);
        for (int i = 0; read is not null && i < read.Units.Length; i++) ledger.Join(read.Units[i], read.Units[i % inputs], node);
        return Begun(0, outputs, made);
    }

    public Channels? Visit(ElementwiseAffine affine) => reads[0];

    public Channels? Visit(SplitSigns split) =>
        reads[0] is { Axis: 0 } read ? read with { Units = [.. read.Units, .. read.Units] } : reads[0];

    public Channels? Visit(Add add) => Joined();

    public Channels? Visit(Concat concat)
    {
        if (reads.All(read => read is null)) return null;
        if (reads.Any(read => read is not null && read.Axis != concat.Axis)) return Joined();
        return new Channels(
            concat.Axis,
            [.. reads.SelectMany((read, i) => read?.Units ?? new int[network.Shapes[network.Nodes[node].Reads[i]][concat.Axis]])]);
    }

    public Channels? Visit(Flatten flatten) => Seen();

    public Channels? Visit(Reshape reshape) => Seen();

    public Channels? Visit(Relu relu) => reads[0];

    public Channels? Visit(MaxPooling pooling) => Along(0);

    public Channels? Visit(Softmax softmax) => reads[0] is { } read && read.Axis != softmax.AxisOf(Read) ? read : Held();

    public Channels? Visit(Subtract subtract) => Joined();

    public Channels? Visit(Multiply multiply) => Joined();

    public Channels? Visit(Divide divide) => Joined();

    /// <summary>Rows of the first value and columns of the second pass, matrices go together; what is summed over stays.</summary>
    public Channels? Visit(MatrixMultiply multiply)
    {
        int rank = Read.Rank;
        if (reads[0]?.Axis < rank - 2 || reads[1]?.Axis < rank - 2) return Joined();
        if (reads[0]?.Axis == rank - 1) Hold(reads[0]);
        if (reads[1]?.Axis == rank - 2) Hold(reads[1]);
        Channels? rows = reads[0]?.Axis == rank - 2 ? reads[0] : null, columns = reads[1]?.Axis == rank - 1 ? reads[1] : null;
        if (rows is not null && columns is not null) Hold(rows);
        return columns ?? rows;
    }

    public Channels? Visit(Slice slice)
    {
        if (reads[0] is not { } read || read.Axis != slice.Axis) return reads[0];
        return Math.Abs(slice.Step) > 1
            ? Held()
            : read with { Units = [.. Enumerable.Range(0, slice.Count).Select(i => read.Units[slice.Start + (i * slice.Step)])] };
    }

    public Channels? Visit(Transpose transpose) => reads[0] is { } read ? read with { Axis = transpose.Order.IndexOf(read.Axis) } : null;

    public Channels? Visit(Expand expand) => reads[0] is { } read && expand.Target[read.Axis] == read.Units.Length ? read : Held();

    public Channels? Visit(Pad pad) => reads[0] is { } read && pad.Before[read.Axis] + pad.After[read.Axis] == 0 ? read : Held();

    public Channels? Visit(AveragePooling pooling) => Along(0);

    public Channels? Visit(Mean mean) => reads[0] is { } read && read.Axis < mean.Axis ? read : Held();

    public Channels? Visit(BatchNorm norm) => reads[0];

    public Channels? Visit(LayerNorm norm) => reads[0] is { } read && read.Axis < Read.Rank - norm.Scale.Shape.Rank ? read : Held();

    public Channels? Visit(Activation activation) => reads[0];

    public Channels? Visit(LeakyRelu relu) => reads[0];

    public Channels? Visit(PRelu relu) => reads[0];

    public Channels? Visit(Clip clip) => reads[0];

    /// <summary>New channels; those at the same place of every period are one.</summary>
    private Channels Begun(int axis, int count, int period)
    {
        int[] units = [.. Enumerable.Range(0, count).Select(output => ledger.Make(node, output))];
        for (int i = period; i < count; i++) ledger.Join(units[i], units[i % period], node);
        return new Channels(axis, units);
    }

    /// <summary>Channels along one extent; others are held.</summary>
    private Channels? Along(int axis) => reads[0] is { } read && read.Axis == axis ? read : Held();

    /// <summary>Place by place the same channels of all that is read; without the same extent everywhere, all are held.</summary>
    private Channels? Joined()
    {
        if (reads[0] is not { } first || reads.Any(read => read?.Axis != first.Axis)) return Held();
        foreach (Channels? other in reads)
            for (int i = 0; i < first.Units.Length; i++) ledger.Join(first.Units[i], other!.Units[i], node);
        return first;
    }

    private Channels? Held()
    {
        foreach (Channels? read in reads) Hold(read);
        return null;
    }

    private void Hold(Channels? read)
    {
        if (read is not null) ledger.Hold(read.Units, node);
    }

    /// <summary>
    /// The same elements under other extents: the extent, if there is one, on which alone it depends to which unit an element belongs. Else, as
    /// where heads of attention are told apart, the first extent whose places have no unit in common: all units of a place then go together.
    /// </summary>
    private Channels? Seen()
    {
        if (reads[0] is not { } read) return null;
        Shape target = network.Shapes[node + 1];
        int run = Rearrangement.RowMajor(Read)[read.Axis];
        int[] runs = Rearrangement.RowMajor(target);
        for (int axis = 0; axis < target.Rank; axis++)
        {
            int[] units = [.. Enumerable.Repeat(Unseen, target[axis])];
            bool fits = true;
            for (int element = 0; fits && element < target.Length; element++)
            {
                int unit = ledger.Find(read.Units[element / run % read.Units.Length]);
                ref int at = ref units[element / runs[axis] % units.Length];
                fits = at == Unseen || at == unit;
                at = unit;
            }

            if (fits) return new Channels(axis, units);
        }

        for (int axis = 0; axis < target.Rank; axis++)
        {
            if (target[axis] == 1) continue;
            var places = new Dictionary<int, int>();
            bool isParted = true;
            for (int element = 0; isParted && element < target.Length; element++)
            {
                int unit = ledger.Find(read.Units[element / run % read.Units.Length]), place = element / runs[axis] % target[axis];
                isParted = places.TryAdd(unit, place) || places[unit] == place;
            }

            if (isParted) return Together(axis, places.ToLookup(each => each.Value, each => each.Key));
        }

        return Held();
    }

    /// <summary>Joins the units of each place.</summary>
    private Channels Together(int axis, ILookup<int, int> places)
    {
        foreach (IGrouping<int, int> place in places)
            foreach (int unit in place) ledger.Join(place.First(), unit, node);
        return new Channels(axis, [.. Enumerable.Range(0, places.Count).Select(place => places[place].First())]);
    }
}
