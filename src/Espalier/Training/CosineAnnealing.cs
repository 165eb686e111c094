namespace Espalier.Training;

/// <summary>A learning rate that falls from its first value along half a cosine.</summary>
internal static class CosineAnnealing
{
    /// <summary>½·first·(1 + cos(π·epoch/epochs)).</summary>
    public static double Rate(double first, int epoch, int epochs) => 0.5 * first * (1 + CosineOfHalfTurns((double)epoch / epochs));

    /// <summary>cos(π·t) for t in [0, 1] from + − × alone, so that every machine trains the same: the series at t ≤ ½, else by symmetry.</summary>
    internal static double CosineOfHalfTurns(double t)
    {
        if (t > 0.5) return -CosineOfHalfTurns(1 - t);
        double square = Math.PI * t * (Math.PI * t);
        double sum = 1;
        for (int power = 24; power > 0; power -= 2) sum = 1 - (sum * square / (power * (power - 1)));
        return sum;
    }
}
