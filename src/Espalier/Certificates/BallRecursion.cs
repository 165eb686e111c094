using Espalier.Certificates.Steps;
using Espalier.Graphs;
using Espalier.Graphs.LinearMaps;
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

    /// <summary>The same with the networks exchanged: R bounds the other one's activations.</summary>
    public BallRecursion Swapped() => new(Outward.AddUp(Activation, Error), Error);

    /// <summary>Through a dense layer and its approximation.</summary>
    public BallRecursion Through(DenseComparison layer, int threads) =>
        Through(layer, UpperNorms.Spectral(layer.Weights, layer.Outputs, layer.Inputs, threads), ErrorNorm(layer, threads));

    /// <summary>What that comes to at least, for little work: no bound, but it tells where none is worth finding.</summary>
    internal BallRecursion ThroughAtLeast(DenseComparison layer) => Through(
        layer,
        LowerNorm.Spectral(layer.Weights, [], layer.Outputs, layer.Inputs),
        LowerNorm.Spectral(layer.PositiveErrors, layer.NegativeErrors, layer.Outputs, layer.Inputs));

    private BallRecursion Through(DenseComparison layer, double norm, double difference)
    {
        double bias = layer.Bias is null ? 0 : UpperNorms.Euclidean(layer.Bias);
        double biasError = layer.BiasErrors is null ? 0 : Widened(UpperNorms.Euclidean(layer.BiasErrors), layer.ErrorSlack, layer.Outputs);
        return Through(norm, difference, bias, biasError);
    }

    /// <summary>Through an affine map, given the norms of its matrix, of what is missing in the other one, and of both biases.</summary>
    private BallRecursion Through(double norm, double difference, double bias, double biasError)
    {
        double error = Outward.AddUp(Outward.MultiplyUp(norm, Error), Outward.MultiplyUp(difference, Outward.AddUp(Activation, Error)));
        return new(Outward.AddUp(Outward.MultiplyUp(norm, Activation), bias), Outward.AddUp(error, biasError));
    }

    /// <summary>Through an operator with weights and its approximation, by norms of maps that are not written out.</summary>
    public BallRecursion Through(MapComparison pair, int threads)
    {
        ArgumentNullException.ThrowIfNull(pair);
        double norm = UpperNorms.Spectral(pair.Weights, threads);
        double positive = ErrorNorm(pair.Positive, pair.ErrorSlack, threads);
        double negative = pair.IsTwoSided ? ErrorNorm(pair.Negative, pair.ErrorSlack, threads) : 0;
        double difference = pair.IsTwoSided ? UpperNorms.Euclidean([positive, negative]) : positive;
        double biasError = Widened(UpperNorms.Euclidean(pair.BiasErrors), pair.ErrorSlack, pair.BiasErrors.Length);
        return Through(norm, difference, UpperNorms.Euclidean(pair.Bias), biasError);
    }

    /// <summary>
    /// Through a matrix and a bias beside those in which every number may be off by up to a slack, by Frobenius norms: cheap, for slacks
    /// of rounding.
    /// </summary>
    public BallRecursion ThroughRounded(WeightGrid matrix, double slack)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        double norm = FrobeniusNorm(matrix.Weights);
        double bias = matrix.Bias is null ? 0 : FrobeniusNorm(matrix.Bias);
        double difference = Outward.MultiplyUp(slack, Outward.SqrtUp(matrix.Weights.Length));
        double biasError = matrix.Bias is null ? 0 : Outward.MultiplyUp(slack, Outward.SqrtUp(matrix.Bias.Length));
        return Through(norm, difference, bias, biasError);
    }

    /// <summary>Through a layer that both networks have alike and that reads one value.</summary>
    /// <exception cref="ArgumentException">The layer does not accept the shape.</exception>
    public BallRecursion Through(Operator layer, Shape input) => After(layer, [this], [input]);

    /// <summary>After an operator that both networks have alike.</summary>
    /// <param name="layer">The operator.</param>
    /// <param name="reads">The bounds on what it reads, in its order.</param>
    /// <param name="shapes">The shapes of what it reads.</param>
    /// <exception cref="ArgumentException">The operator does not accept the shapes.</exception>
    public static BallRecursion After(Operator layer, ReadOnlySpan<BallRecursion> reads, ReadOnlySpan<Shape> shapes)
    {
        ArgumentNullException.ThrowIfNull(layer);
        layer.OutputShape(shapes);
        return layer.Accept(new Pass([.. reads], [.. shapes]));
    }

    /// <summary>After one step of two networks side by side.</summary>
    internal static BallRecursion After(PairStep step, BallRecursion[] reads, int threads)
    {
        // ‖(x⁺, x⁻)‖ = ‖x‖, and no two vectors are farther apart when they are split.
        if (step.IsSplit) return reads[0];
        double activation = UpperNorms.Euclidean(step.BiasA);
        double error = step.BiasDifference is { } shift ? Widened(UpperNorms.Euclidean(shift), 0, step.Outputs) : 0;
        for (int k = 0; k < reads.Length; k++)
        {
            PairTerm term = step.Terms[k];
            double norm = UpperNorms.Spectral(term.A, threads);
            activation = Outward.AddUp(activation, Outward.MultiplyUp(norm, reads[k].Activation));
            error = Outward.AddUp(error, Outward.MultiplyUp(norm, reads[k].Error));
            if (term.Difference is not { } difference) continue;
            double errors = Widened(UpperNorms.Spectral(difference, threads), 0, 0, Frobenius(difference));
            error = Outward.AddUp(error, Outward.MultiplyUp(errors, Outward.AddUp(reads[k].Activation, reads[k].Error)));
        }

        return step.Curve is { } curve ? new BallRecursion(activation, error).Through(curve, step.Outputs) : new(activation, error);
    }

    /// <summary>Through a function of every element.</summary>
    private BallRecursion Through(Activation activation, int size)
    {
        double atZero = Outward.MultiplyUp(Math.BitIncrement(Math.Abs(activation.Range(0, 0).High)), Outward.SqrtUp(size));
        return new(Outward.AddUp(Times(activation.Lipschitz, Activation), atZero), Times(activation.Lipschitz, Error));
    }

    /// <summary>No difference stays none, however steep what follows.</summary>
    private static double Times(double factor, double value) => value == 0 ? 0 : Outward.MultiplyUp(factor, value);

    /// <summary>An upper bound on the Frobenius norm: each row has at most so many terms, each at most the largest number.</summary>
    private static double Frobenius(LinearMap map)
    {
        if (!map.Matrix.IsEmpty) return UpperNorms.Euclidean(map.Matrix);
        double largest = 0;
        foreach (double number in map.Numbers) largest = Math.Max(largest, Math.Abs(number));
        return Outward.MultiplyUp(largest, Outward.SqrtUp((double)map.MostTerms * map.Outputs));
    }

    private static double ErrorNorm(LinearMap errors, double slack, int threads) =>
        Widened(UpperNorms.Spectral(errors, threads), slack, (double)errors.MostTerms * errors.Outputs, Frobenius(errors));

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

    private static double FrobeniusNorm(Tensor tensor) => UpperNorms.Euclidean(tensor.ToDoubles());

    /// <summary>Operators that both networks have alike.</summary>
    private sealed class Pass(BallRecursion[] reads, Shape[] shapes) : IOperatorPass<BallRecursion>
    {
        public BallRecursion Visit(Dense dense) => Affine(dense);

        public BallRecursion Visit(Convolution convolution) =>
            Scaled(Norm(convolution), BiasNorm(convolution.Bias, convolution.OutputShape(shapes[0])));

        public BallRecursion Visit(ElementwiseAffine affine) =>
            Scaled(affine.Scale is null ? 1 : LargestMagnitude(affine.Scale), BiasNorm(affine.Shift, shapes[0]));

        public BallRecursion Visit(SplitSigns split) => Affine(split);

        public BallRecursion Visit(Add add) => Sum();

        public BallRecursion Visit(Concat concat) => new(
            UpperNorms.Euclidean([.. reads.Select(read => read.Activation)]), UpperNorms.Euclidean([.. reads.Select(read => read.Error)]));

        public BallRecursion Visit(Flatten flatten) => reads[0];

        public BallRecursion Visit(Reshape reshape) => reads[0];

        public BallRecursion Visit(Relu relu) => reads[0];

        /// <summary>An element may win every window that meets it: a difference in it then shows that often.</summary>
        public BallRecursion Visit(MaxPooling pooling) => Scaled(Outward.SqrtUp(pooling.Plane(shapes[0]).MostReaders), 0);

        /// <summary>The Jacobians diag(p) − ppᵀ and I − 1pᵀ have norms of at most 1 and 1 + √k.</summary>
        public BallRecursion Visit(Softmax softmax) => new(
            double.PositiveInfinity, Outward.MultiplyUp(
                softmax.Logarithm ? Outward.AddUp(1, Outward.SqrtUp(shapes[0][softmax.AxisOf(shapes[0])])) : 1, reads[0].Error));

        public BallRecursion Visit(Subtract subtract) => Sum();

        /// <summary>‖ab‖ ≤ ‖a‖·‖b‖, element by element as for matrices.</summary>
        public BallRecursion Visit(Multiply multiply) => Product();

        public BallRecursion Visit(Divide divide) => new(double.PositiveInfinity, double.PositiveInfinity);

        public BallRecursion Visit(MatrixMultiply multiply) => Product();

        public BallRecursion Visit(Slice slice) => Affine(slice);

        public BallRecursion Visit(Transpose transpose) => Affine(transpose);

        public BallRecursion Visit(Expand expand) => Affine(expand);

        public BallRecursion Visit(Pad pad) => Affine(pad);

        public BallRecursion Visit(AveragePooling pooling) => Affine(pooling);

        public BallRecursion Visit(Mean mean) => Affine(mean);

        public BallRecursion Visit(BatchNorm norm) => Affine(norm);

        /// <summary>A normalised vector of n elements has a norm of at most √n; no Jacobian exceeds 1/√ε.</summary>
        public BallRecursion Visit(LayerNorm norm)
        {
            double largest = LargestMagnitude(norm.Scale);
            double activation = Outward.MultiplyUp(largest, Outward.SqrtUp(shapes[0].Length));
            double slope = norm.Epsilon > 0 ? Outward.DivideUp(largest, Outward.SqrtDown(norm.Epsilon)) : double.PositiveInfinity;
            return new(Outward.AddUp(activation, BiasNorm(norm.Shift, shapes[0])), Times(slope, reads[0].Error));
        }

        public BallRecursion Visit(Activation activation) => reads[0].Through(activation, shapes[0].Length);

        public BallRecursion Visit(LeakyRelu relu) => Scaled(Math.Max(1, Math.Abs(relu.Slope)), 0);

        public BallRecursion Visit(PRelu relu) => Scaled(Math.Max(1, LargestMagnitude(relu.Slope)), 0);

        public BallRecursion Visit(Clip clip)
        {
            double atZero = Math.Max(0, Math.Max(clip.Low, -clip.High));
            return Scaled(1, Outward.MultiplyUp(atZero, Outward.SqrtUp(shapes[0].Length)));
        }

        private BallRecursion Product() => new(
            Outward.MultiplyUp(reads[0].Activation, reads[1].Activation),
            Outward.AddUp(
                Times(reads[0].Activation, reads[1].Error), Times(Outward.AddUp(reads[1].Activation, reads[1].Error), reads[0].Error)));

        private BallRecursion Sum()
        {
            (double activation, double error) = (0, 0);
            foreach (BallRecursion read in reads)
                (activation, error) = (Outward.AddUp(activation, read.Activation), Outward.AddUp(error, read.Error));
            return new(activation, error);
        }

        private BallRecursion Affine(Operator made) => Scaled(Norm(made), UpperNorms.Euclidean(AffineSum.Of(made, shapes)!.Bias));

        private BallRecursion Scaled(double factor, double shift) =>
            new(Outward.AddUp(Outward.MultiplyUp(factor, reads[0].Activation), shift), Outward.MultiplyUp(factor, reads[0].Error));

        private double Norm(Operator made) => UpperNorms.Spectral(AffineSum.Of(made, shapes)!.Maps[0], threads: 1);

        private static double LargestMagnitude(Tensor tensor)
        {
            double largest = 0;
            for (int i = 0; i < tensor.Length; i++) largest = Math.Max(largest, Math.Abs(tensor[i]));
            return largest;
        }

        /// <summary>The norm of numbers that each stand for as many outputs.</summary>
        private static double BiasNorm(Tensor? bias, Shape output) =>
            bias is null ? 0 : Outward.MultiplyUp(FrobeniusNorm(bias), Outward.SqrtUp(output.Length / bias.Length));
    }
}
