using Espalier.Formats.Onnx.Schema;

namespace Espalier.Formats.Onnx;

/// <summary>Attributes as they are written.</summary>
internal static class Attributes
{
    public static AttributeMessage Integer(string name, long value) =>
        new() { Name = name, Integer = value, Kind = (int)AttributeKind.Integer };

    public static AttributeMessage Number(string name, float value) =>
        new() { Name = name, Number = value, Kind = (int)AttributeKind.Number };

    public static AttributeMessage Text(string name, string value) =>
        new() { Name = name, Text = Google.Protobuf.ByteString.CopyFromUtf8(value), Kind = (int)AttributeKind.Text };

    public static AttributeMessage Integers(string name, params IEnumerable<int> values) =>
        new() { Name = name, Integers = { values.Select(value => (long)value) }, Kind = (int)AttributeKind.Integers };
}

/// <summary>What an attribute holds, under its number in a file.</summary>
internal enum AttributeKind
{
    Unstated = 0,
    Number = 1,
    Integer = 2,
    Text = 3,
    Tensor = 4,
    Numbers = 6,
    Integers = 7,
}
