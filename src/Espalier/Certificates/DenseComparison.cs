namespace Espalier.Certificates;

/// <summary>A dense layer W·x + b beside one that differs from it a little, perhaps differently for positive and negative inputs.</summary>
/// <remarks>
/// The other layer computes (W − E⁺)·max(x, 0) + (W − E⁻)·min(x, 0) + (b − e). Every stored error is within 2⁻⁵³ of itself plus
/// <see cref="ErrorSlack"/> of the true one.
/// </remarks>
public sealed class DenseComparison
{
    /// <summary>Describes a pair of layers; nothing is copied.</summary>
    /// <exception cref="ArgumentException">The arrays do not fit each other.</exception>
    public DenseComparison(
        int outputs,
        int inputs,
        double[] weights,
        double[]? bias,
        double[] positiveErrors,
        double[]? negativeErrors,
        double[]? biasErrors,
        double errorSlack)
    {
        int size = checked(outputs * inputs);
        bool fits = weights.Length == size && positiveErrors.Length == size && (negativeErrors?.Length ?? size) == size
            && (bias?.Length ?? outputs) == outputs && (biasErrors?.Length ?? outputs) == outputs;
        if (!fits) throw new ArgumentException(Invariant($"the arrays do not describe a layer of {outputs}×{inputs}"));
        Outputs = outputs;
        Inputs = inputs;
        Weights = weights;
        Bias = bias;
        PositiveErrors = positiveErrors;
        NegativeErrors = negativeErrors;
        BiasErrors = biasErrors;
        ErrorSlack = errorSlack;
    }

    /// <summary>Rows of W.</summary>
    public int Outputs { get; }

    /// <summary>Columns of W.</summary>
    public int Inputs { get; }

    internal double[] Weights { get; }

    internal double[]? Bias { get; }

    /// <summary>E⁺, and E⁻ as well where <see cref="NegativeErrors"/> is null.</summary>
    internal double[] PositiveErrors { get; }

    internal double[]? NegativeErrors { get; }

    internal double[]? BiasErrors { get; }

    internal double ErrorSlack { get; }
}
