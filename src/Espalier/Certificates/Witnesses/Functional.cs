namespace Espalier.Certificates.Witnesses;

/// <summary>A measure of the difference as the linear function that touches it.</summary>
internal abstract class Functional(int outputs)
{
    /// <summary>The weight of each output's difference.</summary>
    public double[] Weights { get; } = new double[outputs];

    /// <summary>Whether no linear function has been taken yet.</summary>
    public bool IsFree => !Weights.AsSpan().ContainsAnyExcept(0);

    /// <summary>The measure itself.</summary>
    public abstract double Norm(ReadOnlySpan<double> difference);

    /// <summary>Takes the linear function that touches the measure at a difference.</summary>
    public abstract void Choose(ReadOnlySpan<double> difference);

    /// <summary>Follows a difference that has moved, as far as the function is free to.</summary>
    public abstract void Refresh(ReadOnlySpan<double> difference);

    /// <summary>The linear function.</summary>
    public double Of(ReadOnlySpan<double> difference)
    {
        double value = 0;
        for (int i = 0; i < difference.Length; i++) value += Weights[i] * difference[i];
        return value;
    }
}
