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
}
