using Espalier.Graphs.Operators;

namespace Espalier.Graphs;

/// <summary>
/// Something that is done to every operator of a network outside of it: written, bounded, evaluated exactly. A new operator adds a
/// line here, and each pass must then say what becomes of it before anything builds.
/// </summary>
/// <typeparam name="TResult">What the pass makes of an operator. What it needs to know of the node stands in the pass itself.</typeparam>
public interface IOperatorPass<out TResult>
{
    /// <summary>y = W·x + b over a vector.</summary>
    TResult Visit(Dense dense);

    /// <summary>A cross-correlation over images.</summary>
    TResult Visit(Convolution convolution);

    /// <summary>scale·x + shift, element by element.</summary>
    TResult Visit(ElementwiseAffine affine);

    /// <summary>(x, −x).</summary>
    TResult Visit(SplitSigns split);

    /// <summary>The sum of what is read.</summary>
    TResult Visit(Add add);

    /// <summary>What is read, one behind the other.</summary>
    TResult Visit(Concat concat);

    /// <summary>The same elements as a vector.</summary>
    TResult Visit(Flatten flatten);

    /// <summary>The same elements under other extents.</summary>
    TResult Visit(Reshape reshape);

    /// <summary>max(x, 0).</summary>
    TResult Visit(Relu relu);

    /// <summary>The largest element under a sliding kernel.</summary>
    TResult Visit(MaxPooling pooling);

    /// <summary>Softmax or its logarithm.</summary>
    TResult Visit(Softmax softmax);

    /// <summary>The first value minus the second.</summary>
    TResult Visit(Subtract subtract);

    /// <summary>The product of two values, element by element.</summary>
    TResult Visit(Multiply multiply);

    /// <summary>The quotient of two values, element by element.</summary>
    TResult Visit(Divide divide);

    /// <summary>The matrix product of two values.</summary>
    TResult Visit(MatrixMultiply multiply);

    /// <summary>A part along one extent.</summary>
    TResult Visit(Slice slice);

    /// <summary>The extents in another order.</summary>
    TResult Visit(Transpose transpose);

    /// <summary>Extents of 1 repeated.</summary>
    TResult Visit(Expand expand);

    /// <summary>More elements around what is read.</summary>
    TResult Visit(Pad pad);

    /// <summary>The mean under a sliding kernel.</summary>
    TResult Visit(AveragePooling pooling);

    /// <summary>The mean over the last extents.</summary>
    TResult Visit(Mean mean);

    /// <summary>Normalisation of channels by stored means and variances.</summary>
    TResult Visit(BatchNorm norm);

    /// <summary>Normalisation by the mean and the variance of the value itself.</summary>
    TResult Visit(LayerNorm norm);

    /// <summary>A smooth function of every element.</summary>
    TResult Visit(Activation activation);

    /// <summary>max(x, 0) + slope·min(x, 0).</summary>
    TResult Visit(LeakyRelu relu);

    /// <summary>The same with stored slopes.</summary>
    TResult Visit(PRelu relu);

    /// <summary>min(max(x, low), high).</summary>
    TResult Visit(Clip clip);
}
