using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Specifications;

/// <summary>Makes sweeps in code. Their text, which a store keeps and from which anybody can run them again, is written from the values.</summary>
public static class SweepPlan
{
    /// <summary>A sweep over grids with so many replicates.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="grids">The grids; points that stand in several of them run once.</param>
    /// <param name="replicates">Replicates at every point.</param>
    /// <param name="source">What made the plan, for messages.</param>
    /// <exception cref="InvalidInputException">A value is out of range, or a point cannot run.</exception>
    public static Sweep Of<TParameters>(Experiment<TParameters> experiment, IEnumerable<GridOf<TParameters>> grids, long replicates, string source)
        where TParameters : class, new()
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ImmutableArray<Grid> all = [.. grids.Select(grid => grid.ToGrid())];
        var sweep = new Sweep(experiment, all, new FixedReplicates(replicates), null, Text(experiment.Schema, all, replicates), source);
        foreach (ImmutableArray<Scalar> point in sweep.Points())
        {
            if (experiment.Objection(Cell.Create(experiment.Schema, point, 0)) is { } objection)
                throw new InvalidInputException(source, null, $"a point cannot run: {objection}", "leave it out");
        }

        return sweep;
    }

    /// <summary>A specification that reads back as the same sweep; what has its default is left out.</summary>
    private static string Text(ExperimentSchema schema, ImmutableArray<Grid> grids, long replicates)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"experiment: {schema.Experiment}\nreplicates: {replicates}\n");
        // Who asks for so many cells in code means it; a file that says so by mistake is another matter.
        UInt128 cells = grids.Aggregate(UInt128.Zero, (sum, grid) => sum + grid.PointCount) * (ulong)replicates;
        if (cells > (UInt128)Sweep.StandardCellLimit) text.Append(CultureInfo.InvariantCulture, $"cell-limit: {cells}\n");
        text.Append("grid:\n");
        foreach (Grid grid in grids) text.Append("  - {").AppendJoin(", ", Varied(schema, grid)).Append("}\n");
        return text.ToString();
    }

    private static IEnumerable<string> Varied(ExperimentSchema schema, Grid grid)
    {
        for (int i = 0; i < grid.Axes.Length; i++)
        {
            ImmutableArray<Scalar> axis = grid.Axes[i];
            if (axis.Length == 1 && axis[0] == schema.Parameters[i].Default) continue;
            string values = string.Join(", ", axis.Select(SpecificationTemplate.Spelled));
            yield return $"{schema.Parameters[i].Name}: {(axis.Length == 1 ? values : $"[{values}]")}";
        }
    }
}
