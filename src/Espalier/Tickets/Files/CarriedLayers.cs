using System.Runtime.InteropServices;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tickets.Files;

/// <summary>Layers that a ticket carries as they are: their fields in the header, their tensors in sections.</summary>
internal static class CarriedLayers
{
    public static LayerFields Describe(Operator layer, List<ReadOnlyMemory<byte>> sections)
    {
        var fields = new LayerFields { Kind = layer.Kind };
        return layer switch
        {
            Convolution convolution => fields with
            {
                Window = Describe(convolution.Window),
                First = Describe(convolution.Weights, sections),
                Second = Describe(convolution.Bias, sections),
            },
            MaxPooling pooling => fields with { Kernel = [pooling.KernelHeight, pooling.KernelWidth], Window = Describe(pooling.Window) },
            ElementwiseAffine affine => fields with { First = Describe(affine.Scale, sections), Second = Describe(affine.Shift, sections) },
            _ => fields,
        };
    }

    public static Operator Read(LayerFields fields, SectionReader sections, string source, string place)
    {
        Tensor? first = Read(fields.First, sections, source, place);
        Tensor? second = Read(fields.Second, sections, source, place);
        return fields switch
        {
            { Kind: "relu" } => new Relu(),
            { Kind: "flatten" } => new Flatten(),
            { Kind: "softmax" } => new Softmax(false),
            { Kind: "logsoftmax" } => new Softmax(true),
            { Kind: "affine" } => new ElementwiseAffine(first, second),
            { Kind: "convolution", Window: [var y, var x, var top, var left, var bottom, var right] } when first is not null =>
                new Convolution(first, second, new Window(y, x, top, left, bottom, right)),
            { Kind: "maxpool", Kernel: [var height, var width], Window: [var y, var x, var top, var left, var bottom, var right] } =>
                new MaxPooling(height, width, new Window(y, x, top, left, bottom, right)),
            _ => throw TicketFile.Damaged(source, "the description is incomplete or of an unknown kind", place),
        };
    }

    private static int[] Describe(Window window) => [window.StrideY, window.StrideX, window.Top, window.Left, window.Bottom, window.Right];

    private static TensorFields? Describe(Tensor? tensor, List<ReadOnlyMemory<byte>> sections)
    {
        if (tensor is null) return null;
        sections.Add(tensor.Precision == Precision.Single ? MemoryMarshal.AsBytes(tensor.Singles).ToArray() : MemoryMarshal.AsBytes(tensor.Doubles).ToArray());
        return new TensorFields([.. tensor.Shape.Extents], tensor.Precision);
    }

    private static Tensor? Read(TensorFields? fields, SectionReader sections, string source, string place)
    {
        if (fields is null) return null;
        var shape = new Shape(fields.Shape);
        bool isSingle = fields.Precision == Precision.Single;
        ReadOnlySpan<byte> bytes = sections.Take((long)shape.Length * (isSingle ? sizeof(float) : sizeof(double)), place);
        return isSingle ? new Tensor(shape, MemoryMarshal.Cast<byte, float>(bytes)) : new Tensor(shape, MemoryMarshal.Cast<byte, double>(bytes));
    }
}
