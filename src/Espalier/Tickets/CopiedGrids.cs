using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents;

namespace Espalier.Tickets;

/// <summary>The target's weights as a parent of L + 1 layers holds them: every row once for each copy of its neuron.</summary>
/// <remarks>
/// Copy c of output i is row i·copies + c. Behind the outputs of every layer but the last stands one that is 1 everywhere, made in copies like
/// the others: the weight on it is the bias of the next layer.
/// </remarks>
internal static class CopiedGrids
{
    /// <summary>The most numbers in all matrices of a ticket that is certified: the norms grow with the cube of their sides.</summary>
    private const long MostCertified = 1L << 21;

    /// <summary>The target's grid as a ticket holds it; null where there is none.</summary>
    /// <param name="ticket">The ticket, with as many nodes as the target.</param>
    /// <param name="target">The target.</param>
    /// <param name="index">The node.</param>
    public static WeightGrid? Of(Ticket ticket, Network target, int index)
    {
        WeightGrid? grid = target.Nodes[index].Operator.Grid;
        if (grid is null || ticket.Origin is not DrawnOrigin { Construction: Construction.Shallow }) return grid;
        int at = 0;
        while (at < ticket.Pruned.Length && !ReferenceEquals(ticket.Pruned[at], ticket.Nodes[index])) at++;
        bool isMatrix = grid is { Window: null, Places: 1, Groups: 1 } && at < ticket.Pruned.Length;
        return isMatrix ? Of(grid, at == 0, at == ticket.Pruned.Length - 1, CopiesOf(ticket, at)) : grid;
    }

    /// <summary>A matrix with its rows in copies.</summary>
    /// <param name="grid">The matrix of the target.</param>
    /// <param name="isFirst">Whether it reads the input: then it keeps its bias, and else has it as a last column.</param>
    /// <param name="isLast">Whether it makes the output: then it has no row for the constant.</param>
    /// <param name="copies">How often each row is made.</param>
    public static WeightGrid Of(WeightGrid grid, bool isFirst, bool isLast, int copies)
    {
        (int outputs, int inputs) = (grid.Channels, grid.Inputs);
        int columns = isFirst ? inputs : inputs + 1;
        int rows = checked((isLast ? outputs : outputs + 1) * copies);
        var weights = new double[checked(rows * columns)];
        double[]? bias = isFirst ? new double[rows] : null;
        for (int row = 0; row < rows; row++)
        {
            int output = row / copies;
            double constant = output == outputs ? 1 : grid.Bias?[output] ?? 0;
            Span<double> to = weights.AsSpan(row * columns, columns);
            for (int j = 0; j < inputs && output < outputs; j++) to[j] = grid.Weights[(output * inputs) + j];
            if (bias is null) to[inputs] = constant;
            else bias[row] = constant;
        }

        var matrix = Tensor.Own(new Shape(rows, columns), weights);
        return new Dense(matrix, bias is null ? null : Tensor.Own(new Shape(rows), bias)).Grid;
    }

    /// <summary>The rows of the target behind a pruned node: without copies, and without the constant.</summary>
    public static long Rows(Ticket ticket, int at)
    {
        int copies = CopiesOf(ticket, at);
        bool hasConstant = at + 1 < ticket.Pruned.Length && ticket.Pruned[at + 1].Parent.Structure == ParentStructure.Copies;
        return (ticket.Pruned[at].Parent.Shape.Channels / copies) - (hasConstant ? 1 : 0);
    }

    /// <summary>Whether bounds over all inputs take seconds, at most.</summary>
    public static bool CanCertify(Ticket ticket) =>
        ticket.Pruned.Sum(node => node.Parent.Shape.Weights * node.Parent.CopiesRead) <= MostCertified;

    /// <summary>How many copies of each output a pruned node makes: as many as the next one reads.</summary>
    private static int CopiesOf(Ticket ticket, int at) => at + 1 < ticket.Pruned.Length ? ticket.Pruned[at + 1].Parent.CopiesRead : 1;
}
