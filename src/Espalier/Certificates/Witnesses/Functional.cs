namespace Espalier.Certificates.Witnesses;

/// <summary>The norm of a difference as the linear function that touches it: a signed output, or a direction.</summary>
internal sealed class Functional(int outputs, OutputNorm norm, int? output)
{
    /// <summary>The weight of each output's difference.</summary>
    public double[] Weights { get; } = new double[outputs];

    /// <summary>Whether no linear function has been taken yet.</summary>
    public bool IsFree => !Weights.AsSpan().ContainsAnyExcept(0);

    /// <summary>The norm itself.</summary>
    public double Norm(ReadOnlySpan<double> difference)
    {
        if (output is { } only) return Math.Abs(difference[only]);
        double value = 0;
        foreach (double d in difference) value = norm == OutputNorm.Largest ? Math.Max(value, Math.Abs(d)) : value + (d * d);
        return norm == OutputNorm.Largest ? value : Math.Sqrt(value);
    }

    /// <summary>The linear function.</summary>
    public double Of(ReadOnlySpan<double> difference)
    {
        double value = 0;
        for (int i = 0; i < difference.Length; i++) value += Weights[i] * difference[i];
        return value;
    }

    /// <summary>Takes the linear function that touches the norm at a difference.</summary>
    public void Choose(ReadOnlySpan<double> difference)
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

    /// <summary>Turns a direction towards a difference that has moved; a signed output stays what it is.</summary>
    public void Refresh(ReadOnlySpan<double> difference)
    {
        double length = Norm(difference);
        if (norm != OutputNorm.Euclidean || output is not null || !(length > 0)) return;
        for (int i = 0; i < Weights.Length; i++) Weights[i] = difference[i] / length;
    }
}
