using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>MatMul and Gemm: data times a constant matrix, on either side.</summary>
internal static class MatrixProducts
{
    private const string OneVector = "export dense layers on one vector per sample";

    public static Value Plain(NodeReader node)
    {
        node.RequireInputs(2, 2);
        return (node.Inputs[0], node.Inputs[1]) switch
        {
            (Constant a, Constant b) => ConstantProducts.Product(a, b, node),
            (Data data, Constant weights) => DataTimesMatrix(node, data, weights),
            (Constant weights, Data data) => MatrixTimesData(node, weights, data),
            _ => OfTwo(node, node.Data(0), node.Data(1)),
        };
    }

    private static Data OfTwo(NodeReader node, Data a, Data b)
    {
        (int rankA, int rankB) = (a.Sample.Length, b.Sample.Length);
        if (a.Type != b.Type || a.Batch != b.Batch || rankA < 2 || rankA != rankB || a.Extents.Length != b.Extents.Length)
            throw node.Refusal($"MatMul of data {a} and {b}", "export products of matrices whose other extents are the same");
        Data first = node.Draft.NeedShape(a, new Shape(a.Sample)), second = node.Draft.NeedShape(b, new Shape(b.Sample));
        return node.Draft.Join(new MatrixMultiply(), first, second) with { Extents = a.Extents.SetItem(a.Extents.Length - 1, b.Extents[^1]) };
    }

    public static Value General(NodeReader node)
    {
        node.RequireInputs(2, 3);
        double alpha = node.Attributes.Number("alpha", 1);
        double beta = node.Attributes.Number("beta", 1);
        bool isDataTransposed = node.Attributes.Integer("transA", 0) != 0;
        bool isTransposed = node.Attributes.Integer("transB", 0) != 0;
        if (node.Inputs[0] is Constant)
            throw node.Refusal("the first operand of Gemm is a constant", "export Gemm with the weights as its second operand");
        Data data = node.Data(0);
        if (isDataTransposed) throw node.Refusal("Gemm transposes the data (transA)", "export Gemm with transA = 0");
        Constant matrix = node.Constant(1, "second operand");
        node.RequireType(matrix, data);
        if (matrix.Rank != 2 || data.Rank != 2 || data.Sample.Length != 1)
            throw node.Refusal(
                $"Gemm of data {data} and a constant {Origin.Bracketed(matrix.Extents)} is no product of one row with a matrix", OneVector);
        Constant weights = isTransposed ? matrix : matrix.Transposed(node.Budget, node.Origin);
        if (alpha != 1) weights = Folding.Mapped(weights, value => alpha * value, node);
        Tensor? bias = Bias(node, data, beta, matrix.Extents[isTransposed ? 0 : 1]);
        Data made = AppendDense(node, data, weights, bias).As(data.Batch.Exists ? [weights.Extents[0]] : [1, weights.Extents[0]]);
        return node.Named(made, (matrix, Role.Weight), (node.OptionalConstant(2, "bias"), Role.Bias));
    }

    private static Tensor? Bias(NodeReader node, Data data, double beta, int outputs)
    {
        Constant? stored = node.OptionalConstant(2, "bias");
        if (stored is null) return null;
        node.RequireType(stored, data);
        bool isRow = stored.Rank <= 2 && (stored.Rank < 2 || stored.Extents[0] == 1);
        if (!isRow || (stored.Length != 1 && stored.Length != outputs))
            throw node.Refusal($"a bias {Origin.Bracketed(stored.Extents)} does not fit {outputs} outputs", "export one bias per output");
        if (beta != 1) stored = Folding.Mapped(stored, value => beta * value, node);
        return Folding.Broadcast(stored.As([stored.Length]), [outputs], node).Weights(new Shape(outputs), node.Origin);
    }

    private static Data DataTimesMatrix(NodeReader node, Data data, Constant matrix)
    {
        if (matrix.Rank == 2
            && data.Sample.Length > 1
            && data.Extents[^1] != data.Length
            && data.Extents[^1] == matrix.Extents[0]
            && MayBeRows(node, data))
        {
            node.RequireType(matrix, data);
            Constant rows = matrix.Transposed(node.Budget, node.Origin);
            return node.Append(data, new Dense(rows.Weights(new Shape(rows.Extents.AsSpan()), node.Origin)));
        }

        if (matrix.Rank is not (1 or 2) || data.Extents.IsEmpty || data.Extents[^1] != data.Length)
            throw node.Refusal(
                $"MatMul of data {data} with a constant {Origin.Bracketed(matrix.Extents)} is no product of one vector with a matrix", OneVector);
        node.RequireType(matrix, data);
        Constant weights = matrix.Rank == 1 ? matrix.As([1, matrix.Length]) : matrix.Transposed(node.Budget, node.Origin);
        ImmutableArray<int> leading = data.Extents[..^1];
        return AppendDense(node, data, weights, null) with { Extents = matrix.Rank == 1 ? leading : leading.Add(weights.Extents[0]) };
    }

    private static Data MatrixTimesData(NodeReader node, Constant matrix, Data data)
    {
        int axis = data.Extents.Length == 1 && !data.Batch.Exists ? 0 : data.Extents.Length - 2;
        if (matrix.Rank == 2
            && data.Sample.Length > 1
            && data.Extents[axis] != data.Length
            && data.Extents[axis] == matrix.Extents[1]
            && MayBeRows(node, data))
        {
            // W·X is (Xᵀ·Wᵀ)ᵀ.
            node.RequireType(matrix, data);
            int rank = data.Sample.Length;
            var exchanged = new Transpose([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);
            Data columns = node.Append(node.Append(data, exchanged), new Dense(matrix.Weights(new Shape(matrix.Extents.AsSpan()), node.Origin)));
            return node.Append(columns, exchanged);
        }

        if (matrix.Rank is not (1 or 2) || axis < 0 || data.Extents[axis] != data.Length)
            throw node.Refusal(
                $"MatMul of a constant {Origin.Bracketed(matrix.Extents)} with data {data} is no product of a matrix with one column", OneVector);
        node.RequireType(matrix, data);
        Constant weights = matrix.Rank == 1 ? matrix.As([1, matrix.Length]) : matrix;
        return AppendDense(node, data, weights, null) with
        {
            Extents = matrix.Rank == 1 ? data.Extents.RemoveAt(axis) : data.Extents.SetItem(axis, weights.Extents[0]),
        };
    }

    /// <summary>Rows that are no batch may be samples after all; that is tried first.</summary>
    private static bool MayBeRows(NodeReader node, Data data) =>
        node.Draft.TakesRows || data.Batch.Exists || data.Extents.Length > data.Sample.Length;

    private static Data AppendDense(NodeReader node, Data data, Constant weights, Tensor? bias)
    {
        var dense = new Dense(weights.Weights(new Shape(weights.Extents.AsSpan()), node.Origin), bias);
        return node.Draft.Append(node.Draft.NeedVector(data), dense);
    }
}
