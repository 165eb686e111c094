using System.Globalization;

namespace Espalier.Formats.Onnx;

/// <summary>What stands behind a field's number.</summary>
internal enum WireKind
{
    /// <summary>A number as a varint.</summary>
    Integer,

    /// <summary>A number of four bytes.</summary>
    Single,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes, or packed numbers that are decoded later.</summary>
    Bytes,

    /// <summary>Another message.</summary>
    Message,
}

/// <summary>A field of a message.</summary>
/// <param name="Name">What messages call it: its name and its message's.</param>
/// <param name="Kind">What stands behind its number.</param>
/// <param name="IsRepeated">Whether it may stand more than once.</param>
/// <param name="Message">The message, where it is one.</param>
internal sealed record WireField(string Name, WireKind Kind, bool IsRepeated, WireMessage? Message);

/// <summary>A message.</summary>
internal sealed class WireMessage
{
    /// <summary>Its fields by number.</summary>
    public Dictionary<int, WireField> Fields { get; } = [];
}

/// <summary>The messages of <c>onnx_subset.proto</c>, read from that file.</summary>
/// <remarks>The library's own descriptors make accessors of every field by reflection, which takes 0.1 s of each start.</remarks>
internal static class WireSchema
{
    private static readonly Dictionary<string, WireMessage> Messages = Read();

    public static WireMessage Model { get; } = Messages["ModelMessage"];

    public static WireMessage Graph { get; } = Messages["GraphMessage"];

    private static Dictionary<string, WireMessage> Read()
    {
        var messages = new Dictionary<string, WireMessage>(StringComparer.Ordinal);
        using var text = new StreamReader(typeof(WireSchema).Assembly.GetManifestResourceStream("onnx_subset.proto")!);
        string message = "";
        while (text.ReadLine() is { } line)
        {
            string[] words = line.Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["message", var name, "{"]) message = name;
            else if (words is ["}"]) message = "";
            else if (message.Length > 0) Add(words);
        }

        return messages;

        WireMessage Named(string name) => messages.TryGetValue(name, out WireMessage? known) ? known : messages[name] = new WireMessage();

        void Add(ReadOnlySpan<string> words)
        {
            bool isRepeated = words[0] == "repeated";
            if (isRepeated || words[0] == "optional") words = words[1..];
            WireKind kind = words[0] switch
            {
                "int32" or "int64" => WireKind.Integer,
                "float" => WireKind.Single,
                "string" => WireKind.Text,
                "bytes" => WireKind.Bytes,
                _ => WireKind.Message,
            };
            var field = new WireField($"{words[1]} of {message}", kind, isRepeated, kind == WireKind.Message ? Named(words[0]) : null);
            Named(message).Fields.Add(int.Parse(words[3], NumberStyles.None, CultureInfo.InvariantCulture), field);
        }
    }
}
