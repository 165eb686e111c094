using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Certificates;

/// <summary>The closed-form bound on two networks side by side over a Euclidean ball around 0, layer after layer.</summary>
/// <remarks>
/// With ‖x‖ ≤ R and ‖x̂ − x‖ ≤ δ before a layer: R' = ‖W‖R + ‖b‖ and δ' = ‖W‖δ + η(R + δ) + ‖e‖ after it, where
/// η = ‖[E⁺ E⁻]‖ because ‖(x⁺, x⁻)‖ = ‖x‖. Norms are upper bounds and every operation is rounded outward. The bound is about
/// real arithmetic, not about the rounding of a forward pass.
/// </remarks>
public readonly record struct BallRecursion
{
    private BallRecursion(double activation, double error)
    {
        Activation = activation;
        Error = error;
    }

    /// <summary>R: the target's activations have at most this norm.</summary>
    public double Activation { get; }

    /// <summary>δ: the two networks differ by at most this much.</summary>
    public double Error { get; }

    /// <summary>Inputs of norm at most <paramref name="radius"/>, the same for both networks.</summary>
    public static BallRecursion Start(double radius) => new(radius, 0);

    /// <summary>Through a dense layer and its approximation.</summary>
    public BallRecursion Through(DenseComparison layer, int threads)
    {
        double norm = UpperNorms.Spectral(layer.Weights, layer.Outputs, layer.Inputs, threads);
        double difference = ErrorNorm(layer, threads);
        double bias = layer.Bias is null ? 0 : UpperNorms.Euclidean(layer.Bias);
        double biasError = layer.BiasErrors is null ? 0 : Widened(UpperNorms.Euclidean(layer.BiasErrors), layer.ErrorSlack, layer.Outputs);
        double error = Outward.AddUp(Outward.MultiplyUp(norm, Error), Outward.MultiplyUp(difference, Outward.AddUp(Activation, Error)));
        return new(Outward.AddUp(Outward.MultiplyUp(norm, Activation), bias), Outward.AddUp(error, biasError));
    }

    /// <summary>Through a dense layer beside one in which every number may be off by up to a slack, by Frobenius norms: cheap, for slacks of rounding.</summary>
    public BallRecursion ThroughRounded(Dense layer, double slack)
    {
        ArgumentNullException.ThrowIfNull(layer);
        double norm = FrobeniusNorm(layer.Weights);
        double bias = layer.Bias is null ? 0 : FrobeniusNorm(layer.Bias);
        double difference = Outward.MultiplyUp(slack, Outward.SqrtUp(layer.Weights.Length));
        double biasError = layer.Bias is null ? 0 : Outward.MultiplyUp(slack, Outward.SqrtUp(layer.Bias.Length));
        double error = Outward.AddUp(Outward.MultiplyUp(norm, Error), Outward.MultiplyUp(difference, Outward.AddUp(Activation, Error)));
        return new(Outward.AddUp(Outward.MultiplyUp(norm, Activation), bias), Outward.AddUp(error, biasError));
    }

    /// <summary>Through a layer that both networks have alike.</summary>
    /// <exception cref="ArgumentException">The layer is dense or of an unknown kind.</exception>
    public BallRecursion Through(Operator layer, Shape input)
    {
        switch (layer)
        {
            case Relu or Flatten:
                return this;
            case SplitSigns:
                return Scaled(Outward.SqrtUp(2), 0);
            case MaxPooling pooling:
                return Scaled(Outward.SqrtUp(Overlap(pooling)), 0);
            case ElementwiseAffine affine:
                return Scaled(affine.Scale is null ? 1 : LargestMagnitude(affine.Scale), ShiftNorm(affine.Shift, input));
            case Convolution convolution:
                return Scaled(ConvolutionNorm(convolution), BiasNorm(convolution, input));
            case Softmax softmax:
                // The Jacobians diag(p) − ppᵀ and I − 1pᵀ have norms of at most 1 and 1 + √k.
                double factor = softmax.Logarithm ? Outward.AddUp(1, Outward.SqrtUp(input.Length)) : 1;
                return new(double.PositiveInfinity, Outward.MultiplyUp(factor, Error));
            default:
                throw new ArgumentException($"no bound is known for a layer of kind {layer.Kind}");
        }
    }

    private BallRecursion Scaled(double factor, double shift) =>
        new(Outward.AddUp(Outward.MultiplyUp(factor, Activation), shift), Outward.MultiplyUp(factor, Error));

    private static double ErrorNorm(DenseComparison layer, int threads)
    {
        ReadOnlySpan<double> negative = layer.NegativeErrors;
        double entries = (double)layer.PositiveErrors.Length + negative.Length;
        double norm = UpperNorms.Spectral(layer.PositiveErrors, negative, layer.Outputs, layer.Inputs, threads);
        return Widened(norm, layer.ErrorSlack, entries, UpperNorms.Euclidean(layer.PositiveErrors, negative));
    }

    /// <summary>Adds what the stored errors may differ from the true ones: 2⁻⁵³ of their Frobenius norm and a slack for each entry.</summary>
    private static double Widened(double norm, double slack, double entries, double? frobenius = null)
    {
        double relative = Outward.MultiplyUp(frobenius ?? norm, Rounding.Nearest);
        return Outward.AddUp(norm, Outward.AddUp(relative, Outward.MultiplyUp(slack, Outward.SqrtUp(entries))));
    }

    /// <summary>How many windows an element may win at once: a difference in it then shows that often.</summary>
    private static double Overlap(MaxPooling pooling) =>
        Math.Ceiling((double)pooling.KernelHeight / pooling.Window.StrideY) * Math.Ceiling((double)pooling.KernelWidth / pooling.Window.StrideX);

    private static double FrobeniusNorm(Tensor tensor)
    {
        var values = new double[tensor.Length];
        tensor.CopyTo(values);
        return UpperNorms.Euclidean(values);
    }

    private static double LargestMagnitude(Tensor tensor)
    {
        double largest = 0;
        for (int i = 0; i < tensor.Length; i++) largest = Math.Max(largest, Math.Abs(tensor[i]));
        return largest;
    }

    private static double ShiftNorm(Tensor? shift, Shape input)
    {
        if (shift is null) return 0;
        return Repeated(FrobeniusNorm(shift), input.Length / shift.Length);
    }

    private static double BiasNorm(Convolution convolution, Shape input)
    {
        if (convolution.Bias is null) return 0;
        return Repeated(FrobeniusNorm(convolution.Bias), convolution.OutputShape(input).Length / convolution.Bias.Length);
    }

    private static double Repeated(double norm, int times) => Outward.MultiplyUp(norm, Outward.SqrtUp(times));

    /// <summary>Schur's test: ‖A‖₂ ≤ √(largest row sum · largest column sum) of magnitudes, over output and input channels.</summary>
    private static double ConvolutionNorm(Convolution convolution)
    {
        Shape shape = convolution.Weights.Shape;
        var rows = new double[shape[0]];
        var columns = new double[shape[1]];
        int kernel = shape[2] * shape[3];
        for (int i = 0; i < convolution.Weights.Length; i++)
        {
            double magnitude = Math.Abs(convolution.Weights[i]);
            ref double row = ref rows[i / kernel / shape[1]];
            ref double column = ref columns[i / kernel % shape[1]];
            row = Outward.AddUp(row, magnitude);
            column = Outward.AddUp(column, magnitude);
        }

        return Outward.SqrtUp(Outward.MultiplyUp(rows.Max(), columns.Max()));
    }
}
