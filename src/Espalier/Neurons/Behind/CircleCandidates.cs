namespace Espalier.Neurons.Behind;

/// <summary>Where |σ(g) − f| can be largest on the circle: at ends of arcs, where g changes its sign, or where one of its pieces points.</summary>
internal static class CircleCandidates
{
    public static IEnumerable<double[]> Of(RectifiedDifference difference)
    {
        double[] target = difference.Target.ToArray();
        List<double[]> lines = [.. difference.Kept.Select(j => difference.Problem.Weight(j).ToArray()), target];
        double[] angles = [.. lines.Where(line => line[0] != 0 || line[1] != 0).SelectMany(static line => Ends(line)).Order()];
        foreach (double angle in angles) yield return At(angle);
        double[] gradient = new double[2];
        for (int i = 0; i < angles.Length; i++)
        {
            double next = i + 1 < angles.Length ? angles[i + 1] : angles[0] + (2 * Math.PI);
            difference.Network(At(0.5 * (angles[i] + next)), gradient);
            double[] across = [-gradient[1], gradient[0]];
            double[] apart = [gradient[0] - target[0], gradient[1] - target[1]];
            foreach (double[] direction in (double[][])[across, apart, [.. gradient]])
            {
                yield return direction;
                yield return [-direction[0], -direction[1]];
            }
        }

        yield return [.. target];
    }

    private static double[] At(double angle) => [Math.Cos(angle), Math.Sin(angle)];

    private static double[] Ends(double[] line)
    {
        double angle = Math.Atan2(line[0], -line[1]);
        return [angle, angle > 0 ? angle - Math.PI : angle + Math.PI];
    }
}
