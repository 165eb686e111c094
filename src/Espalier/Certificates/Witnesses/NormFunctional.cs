namespace Espalier.Certificates.Witnesses;

/// <summary>The norm of a difference as the linear function that touches it: a signed output, or a direction.</summary>
internal sealed class NormFunctional(int outputs, OutputNorm norm, int? output) : Functional(outputs)
{
    /// <inheritdoc/>
    public override double Norm(ReadOnlySpan<double> difference)
    {
        if (output is { } only) return Math.Abs(difference[only]);
        double value = 0;
        foreach (double d in difference) value = norm == OutputNorm.Largest ? Math.Max(value, Math.Abs(d)) : value + (d * d);
        return norm == OutputNorm.Largest ? value : Math.Sqrt(value);
    }

    /// <inheritdoc/>
    public override void Choose(ReadOnlySpan<double> difference)
    {
        if (norm == OutputNorm.Euclidean && output is null && Norm(difference) > 0)
        {
            Refresh(difference);
            return;
        }

        int largest = output ?? 0;
        for (int i = 0; i < difference.Length && output is null; i++)
            if (Math.Abs(difference[i]) > Math.Abs(difference[largest])) largest = i;
        Array.Clear(Weights);
        Weights[largest] = difference[largest] < 0 ? -1 : 1;
    }

    /// <inheritdoc/>
    public override void Refresh(ReadOnlySpan<double> difference)
    {
        double length = Norm(difference);
        if (norm != OutputNorm.Euclidean || output is not null || !(length > 0)) return;
        for (int i = 0; i < Weights.Length; i++) Weights[i] = difference[i] / length;
    }
}
