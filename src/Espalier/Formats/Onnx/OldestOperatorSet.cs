using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx;

/// <summary>The oldest version of the standard operators, from the usual one on, that has what is written for an operator.</summary>
internal sealed class OldestOperatorSet : IOperatorPass<int>
{
    private const int Usual = 13;

    public int Visit(Dense dense) => Usual;

    public int Visit(Convolution convolution) => Usual;

    public int Visit(ElementwiseAffine affine) => Usual;

    public int Visit(SplitSigns split) => Usual;

    public int Visit(Add add) => Usual;

    public int Visit(Concat concat) => Usual;

    public int Visit(Flatten flatten) => Usual;

    public int Visit(Reshape reshape) => Usual;

    public int Visit(Relu relu) => Usual;

    public int Visit(MaxPooling pooling) => Usual;

    public int Visit(Softmax softmax) => Usual;

    public int Visit(Subtract subtract) => Usual;

    public int Visit(Multiply multiply) => Usual;

    public int Visit(Divide divide) => Usual;

    public int Visit(MatrixMultiply multiply) => Usual;

    public int Visit(Slice slice) => Usual;

    public int Visit(Transpose transpose) => Usual;

    public int Visit(Expand expand) => Usual;

    public int Visit(Pad pad) => Usual;

    public int Visit(AveragePooling pooling) => Usual;

    public int Visit(Mean mean) => Usual;

    public int Visit(BatchNorm norm) => Usual;

    public int Visit(LayerNorm norm) => 17;

    public int Visit(Activation activation) => activation.Function switch
    {
        ActivationFunction.HardSwish => 14,
        ActivationFunction.Gelu or ActivationFunction.GeluTanh => 20,
        _ => Usual,
    };

    public int Visit(LeakyRelu relu) => Usual;

    public int Visit(PRelu relu) => Usual;

    public int Visit(Clip clip) => Usual;
}
