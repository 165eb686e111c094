namespace Espalier.Certificates.Witnesses;

/// <summary>The directions at right angles to some normals that leave some coordinates as they are.</summary>
internal sealed class Kernel
{
    /// <summary>What is left of a vector after a projection counts as nothing below this share.</summary>
    private const double Nothing = 1e-11;

    private readonly bool[]? _held;

    /// <summary>An orthonormal basis of what the normals span; a dependent one adds nothing.</summary>
    private readonly List<double[]> _basis = [];

    /// <summary>For each normal, its coordinates in the basis; null where it is dependent.</summary>
    private readonly double[]?[] _coordinates;

    public Kernel(IReadOnlyList<double[]> normals, bool[]? held)
    {
        _held = held;
        _coordinates = new double[]?[normals.Count];
        for (int i = 0; i < normals.Count; i++)
        {
            double[] rest = Free(normals[i]);
            double length = Length(rest);
            double[] coordinates = Remove(rest);
            double left = Length(rest);
            if (left <= Nothing * length) continue;
            for (int j = 0; j < rest.Length; j++) rest[j] /= left;
            _basis.Add(rest);
            _coordinates[i] = [.. coordinates, left];
        }
    }

    /// <summary>The part of a vector that lies in the kernel. False if there is none.</summary>
    public bool TryProject(ReadOnlySpan<double> vector, Span<double> projection)
    {
        double[] rest = Free(vector);
        double length = Length(rest);
        Remove(rest);
        rest.CopyTo(projection);
        return length > 0 && Length(rest) > Nothing * length;
    }

    /// <summary>The factors with which the normals make up a vector that has no part in the kernel; 0 for a dependent normal.</summary>
    public double[] Multipliers(ReadOnlySpan<double> vector)
    {
        double[] right = Remove(Free(vector));
        var multipliers = new double[_coordinates.Length];
        int at = _basis.Count - 1;
        for (int i = _coordinates.Length - 1; i >= 0; i--)
        {
            if (_coordinates[i] is not { } own) continue;
            multipliers[i] = right[at] / own[at];
            for (int j = 0; j < at; j++) right[j] -= multipliers[i] * own[j];
            at--;
        }

        return multipliers;
    }

    private double[] Free(ReadOnlySpan<double> vector)
    {
        double[] free = vector.ToArray();
        for (int i = 0; i < free.Length && _held is not null; i++)
            if (_held[i]) free[i] = 0;
        return free;
    }

    /// <summary>Takes the basis out of a vector, twice, since once leaves a rounding error; returns what was taken.</summary>
    private double[] Remove(double[] vector)
    {
        var taken = new double[_basis.Count];
        for (int pass = 0; pass < 2; pass++)
        {
            for (int b = 0; b < taken.Length; b++)
            {
                double product = 0;
                for (int i = 0; i < vector.Length; i++) product += _basis[b][i] * vector[i];
                for (int i = 0; i < vector.Length; i++) vector[i] -= product * _basis[b][i];
                taken[b] += product;
            }
        }

        return taken;
    }

    private static double Length(double[] vector)
    {
        double squares = 0;
        foreach (double value in vector) squares += value * value;
        return Math.Sqrt(squares);
    }
}
