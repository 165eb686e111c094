namespace Espalier.Formats.Onnx;

/// <summary>
/// Walks the bytes of a model before anything is made of them: checks the wire format, and refuses a file whose objects would
/// take far more memory than the file itself (two bytes of a file can otherwise become an object of two hundred).
/// </summary>
internal ref struct WireScan
{
    private const long Allowance = 32L << 20;
    private const long MessageCost = 400;
    private const long TextCost = 64;
    private const long NumberCost = 24;
    private const string Damaged = "the file is damaged or is not an ONNX model; export it again";

    private readonly ReadOnlySpan<byte> _content;
    private readonly Origin _origin;
    private readonly long _limit;
    private int _at;
    private long _cost;

    private WireScan(ReadOnlySpan<byte> content, Origin origin)
    {
        _content = content;
        _origin = origin;
        _limit = (2L * content.Length) + Allowance;
    }

    /// <summary>Returns if the content can be parsed as the message within the limits.</summary>
    public static void Check(ReadOnlySpan<byte> content, WireMessage message, Origin origin)
    {
        var scan = new WireScan(content, origin);
        scan.Message(message, content.Length);
    }

    private void Message(WireMessage message, int end)
    {
        Spend(MessageCost);
        while (_at < end)
        {
            int start = _at;
            ulong tag = Varint(end);
            int number = (int)(tag >> 3);
            int wire = (int)(tag & 7);
            if (tag > uint.MaxValue || number < 1) throw Refusal(start, "a field without a valid number");
            WireField? field = message.Fields.GetValueOrDefault(number);
            if (wire == 2) Delimited(field, Length(end, start), start);
            else Fixed(field, wire, end, start);
        }
    }

    private void Fixed(WireField? field, int wire, int end, int start)
    {
        switch (wire)
        {
            case 0:
                Varint(end);
                break;
            case 1:
                Skip(8, end, start);
                break;
            case 5:
                Skip(4, end, start);
                break;
            default:
                throw Refusal(start, $"a field of the unsupported wire type {wire}");
        }

        if (field is null) return;
        if (WireOf(field) != wire) throw Mismatch(field, start);
        if (field.IsRepeated) Spend(NumberCost);
    }

    private void Delimited(WireField? field, int length, int start)
    {
        int end = _at + length;
        if (field is not null)
        {
            switch (field.Kind)
            {
                case WireKind.Message:
                    Message(field.Message!, end);
                    break;
                case WireKind.Text:
                    Spend(TextCost + (2L * length));
                    break;
                case WireKind.Bytes:
                    Spend(TextCost + length);
                    break;
                default:
                    if (!field.IsRepeated) throw Mismatch(field, start);
                    Spend(NumberCost * (WireOf(field) == 5 ? length / 4 : length));
                    break;
            }
        }

        _at = end;
    }

    private static int WireOf(WireField field) => field.Kind switch
    {
        WireKind.Single => 5,
        WireKind.Integer => 0,
        _ => 2,
    };

    private int Length(int end, int start)
    {
        ulong length = Varint(end);
        return length <= (ulong)(end - _at)
            ? (int)length
            : throw Refusal(start, $"a field claims {length} bytes where {end - _at} are left");
    }

    private void Skip(int bytes, int end, int start)
    {
        if (bytes > end - _at) throw Refusal(start, "the content ends inside a number");
        _at += bytes;
    }

    private ulong Varint(int end)
    {
        int start = _at;
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (_at >= end) throw Refusal(start, "the content ends inside a number");
            byte next = _content[_at++];
            if (shift < 64) value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw Refusal(start, "a number of more than ten bytes");
    }

    private void Spend(long cost)
    {
        _cost += cost;
        if (_cost > _limit)
            throw Refusal(_at, "the parts of the model would take far more memory than the file", "export it again with weights stored as raw data");
    }

    private readonly InvalidInputException Mismatch(WireField field, int start) =>
        field.Kind == WireKind.Bytes
            ? Refusal(start, $"the numbers in {field.Name} are not packed", "load and save it once with the onnx package")
            : Refusal(start, $"{field.Name} has another wire type than it should");

    private readonly InvalidInputException Refusal(int offset, InvariantText problem, string remedy = Damaged) =>
        _origin.At(Invariant($"byte {offset}")).Refusal(problem, remedy);
}
