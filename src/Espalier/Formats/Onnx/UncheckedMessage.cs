using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Espalier.Formats.Onnx;

/// <summary>A message read in its place, without a look at its descriptor.</summary>
/// <remarks>
/// After reading, the library looks for required fields by the descriptor of the outermost message, which is made by reflection over all messages;
/// there are no required fields.
/// </remarks>
internal sealed class UncheckedMessage<T> : IMessage<UncheckedMessage<T>>, IBufferMessage
    where T : IBufferMessage, new()
{
    /// <summary>Reads it, and drops the fields that are not known.</summary>
    public static MessageParser<UncheckedMessage<T>> Parser { get; } =
        new MessageParser<UncheckedMessage<T>>(() => new UncheckedMessage<T>()).WithDiscardUnknownFields(discardUnknownFields: true);

    public T Message { get; } = new();

    public MessageDescriptor Descriptor => Empty.Descriptor;

    public void InternalMergeFrom(ref ParseContext input) => Message.InternalMergeFrom(ref input);

    public void InternalWriteTo(ref WriteContext output) => Message.InternalWriteTo(ref output);

    public void MergeFrom(CodedInputStream input) => Message.MergeFrom(input);

    public void WriteTo(CodedOutputStream output) => Message.WriteTo(output);

    public int CalculateSize() => Message.CalculateSize();

    public void MergeFrom(UncheckedMessage<T> message) => throw new NotSupportedException();

    public UncheckedMessage<T> Clone() => throw new NotSupportedException();

    public bool Equals(UncheckedMessage<T>? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => Message.GetHashCode();
}
