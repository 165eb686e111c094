using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage;

/// <summary>
/// One record as one line of JSON in canonical form:
/// <c>{"address":"…","parameters":{…},"replicate":0,"result":{…},"check":"…"}</c>, or with <c>"error":{"message":"…","type":"…"}</c> in
/// place of the result; the error of a program also has <c>stderr</c> and <c>stdout</c>.
/// The check is the CRC-32C of all bytes before <c>,"check"</c>. A line that does not match its check is never used.
/// </summary>
internal sealed class RecordLine(ExperimentSchema schema)
{
    /// <summary>No record is longer; a longer line is damage.</summary>
    public const int LongestLine = 1 << 20;

    private static readonly int TailLength = ",\"check\":\"00000000\"}"u8.Length;

    private readonly byte[][] _parameterNames = [.. schema.Parameters.Select(p => System.Text.Encoding.UTF8.GetBytes(p.Name))];
    private readonly byte[][] _measureNames = [.. schema.Measures.Select(m => System.Text.Encoding.UTF8.GetBytes(m.Name))];
    private readonly ScalarKind[] _parameterKinds = [.. schema.Parameters.Select(p => p.Kind)];
    private readonly ScalarKind[] _measureKinds = [.. schema.Measures.Select(m => m.Kind)];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Writes a record and the line end.</summary>
    public static void Write(ArrayBufferWriter<byte> output, ExperimentSchema schema, CellRecord record)
    {
        int start = output.WrittenCount;
        output.Write("{\"address\":\""u8);
        record.Address.WriteHex(output);
        output.Write("\",\"parameters\":"u8);
        CellAddress.WriteParameters(output, schema, record.Parameters);
        output.Write(",\"replicate\":"u8);
        CanonicalJson.Write(output, record.Replicate);
        if (record.Failure is null) WriteResult(output, schema, record.Measures);
        else WriteError(output, record.Failure);

        uint check = Checksum.Of(output.WrittenSpan[start..]);
        output.Write(",\"check\":\""u8);
        Utf8Formatter.TryFormat(check, output.GetSpan(8), out int written, new StandardFormat('x', 8));
        output.Advance(written);
        output.Write("\"}\n"u8);
    }

    /// <summary>Whether a record can be read again once it is written; only texts can make it too long.</summary>
    public static bool Fits(ExperimentSchema schema, CellRecord record)
    {
        const int MostBytes = 6;
        int letters = record.Parameters.Concat(record.Measures).Where(value => value.Kind == ScalarKind.Text).Sum(value => value.Text.Length);
        if (letters < LongestLine / (2 * MostBytes)) return true;
        var line = new ArrayBufferWriter<byte>();
        Write(line, schema, record);
        return line.WrittenCount <= LongestLine;
    }

    /// <summary>Whether a line, without its end, matches its check.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> line)
    {
        if (line.Length <= TailLength) return false;
        ReadOnlySpan<byte> tail = line[^TailLength..];
        return tail.StartsWith(",\"check\":\""u8) && tail.EndsWith("\"}"u8)
            && Utf8Parser.TryParse(tail.Slice(10, 8), out uint check, out int read, 'x') && read == 8
            && check == Checksum.Of(line[..^TailLength]);
    }

    /// <summary>Reads a whole line of this schema; null when it is something else, which only a foreign program can have written.</summary>
    public CellRecord? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return ParseObject(ref reader);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static void WriteResult(ArrayBufferWriter<byte> output, ExperimentSchema schema, ImmutableArray<Scalar> measures)
    {
        output.Write(",\"result\":"u8);
        byte separator = (byte)'{';
        foreach (int index in schema.SortedMeasures)
        {
            if (measures[index].Kind == ScalarKind.None) continue;
            output.Write([separator]);
            CanonicalJson.Write(output, schema.Measures[index].Name);
            output.Write(":"u8);
            CanonicalJson.Write(output, measures[index]);
            separator = (byte)',';
        }

        output.Write(separator == (byte)'{' ? "{}"u8 : "}"u8);
    }

    private static void WriteError(ArrayBufferWriter<byte> output, CellFailure failure)
    {
        output.Write(",\"error\":{\"message\":"u8);
        CanonicalJson.Write(output, failure.Message);
        if (failure.Errors is { } errors)
        {
            output.Write(",\"stderr\":"u8);
            CanonicalJson.Write(output, errors);
        }

        if (failure.Output is { } text)
        {
            output.Write(",\"stdout\":"u8);
            CanonicalJson.Write(output, text);
        }

        output.Write(",\"type\":"u8);
        CanonicalJson.Write(output, failure.Type);
        output.Write("}"u8);
    }

    private CellRecord? ParseObject(ref Utf8JsonReader reader)
    {
        CellAddress? address = null;
        long? replicate = null;
        Scalar[]? parameters = null;
        Scalar[]? measures = null;
        CellFailure? failure = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("address"u8))
            {
                reader.Read();
                if (!CellAddress.TryParse(reader.ValueSpan, out CellAddress parsed)) return null;
                address = parsed;
            }
            else if (reader.ValueTextEquals("replicate"u8))
            {
                reader.Read();
                replicate = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("parameters"u8))
            {
                parameters = ParseValues(ref reader, _parameterNames, schema.SortedParameters, _parameterKinds);
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                measures = ParseValues(ref reader, _measureNames, schema.SortedMeasures, _measureKinds);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                failure = ParseFailure(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        bool isComplete = address.HasValue && replicate.HasValue && parameters is not null && (measures is null) != (failure is null);
        return isComplete ? new(address!.Value, replicate!.Value, Own(parameters!), measures is null ? [] : Own(measures), failure) : null;
    }

    /// <summary>An array that nobody else knows needs no copy.</summary>
    private static ImmutableArray<Scalar> Own(Scalar[] values) => ImmutableCollectionsMarshal.AsImmutableArray(values);

    private Scalar[]? ParseValues(ref Utf8JsonReader reader, byte[][] names, ImmutableArray<int> order, ScalarKind[] kinds)
    {
        var values = new Scalar[names.Length];
        reader.Read();
        int next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            while (next < order.Length && !reader.ValueTextEquals(names[order[next]])) next++;
            if (next == order.Length) return null;
            int index = order[next++];
            reader.Read();
            values[index] = kinds[index] switch
            {
                ScalarKind.Integer => Scalar.Of(reader.GetInt64()),
                ScalarKind.Number => Scalar.Of(reader.GetDouble()),
                ScalarKind.Flag => Scalar.Of(reader.GetBoolean()),
                _ => Scalar.Of(Shared(reader.GetString()!)),
            };
        }

        return values;
    }

    private static CellFailure ParseFailure(ref Utf8JsonReader reader)
    {
        var failure = new CellFailure("", "");
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            string text = reader.GetString()!;
            failure = name switch
            {
                "type" => failure with { Type = text },
                "message" => failure with { Message = text },
                "stdout" => failure with { Output = text },
                "stderr" => failure with { Errors = text },
                _ => failure,
            };
        }

        return failure;
    }

    /// <summary>A million records share a handful of words.</summary>
    private string Shared(string text)
    {
        if (_texts.TryGetValue(text, out string? known)) return known;
        if (_texts.Count < 1024) _texts.Add(text, text);
        return text;
    }
}
