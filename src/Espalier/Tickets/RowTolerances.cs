using Espalier.Graphs;

namespace Espalier.Tickets;

/// <summary>The tolerance of each row of a grid.</summary>
internal static class RowTolerances
{
    /// <summary>One for each output channel.</summary>
    public static double[] Of(WeightGrid grid, Tolerance tolerance)
    {
        var tolerances = new double[grid.Channels];
        if (!tolerance.IsRelative)
        {
            Array.Fill(tolerances, tolerance.Value);
            return tolerances;
        }

        int length = grid.Inputs * grid.Places;
        double largest = 0;
        for (int i = 0; i < grid.Weights.Length; i++) largest = Math.Max(largest, Math.Abs(grid.Weights[i]));
        var row = new double[length];
        for (int channel = 0; channel < tolerances.Length; channel++)
        {
            for (int i = 0; i < length; i++) row[i] = grid.Weights[(channel * length) + i];
            tolerances[channel] = tolerance.Of(row, largest);
        }

        return tolerances;
    }
}
