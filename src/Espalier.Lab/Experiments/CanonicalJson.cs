using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Espalier.Lab.Experiments;

/// <summary>
/// The one spelling of a JSON value (RFC 8785): no white space, shortest round-trip numbers as ECMAScript prints them,
/// only the escapes that JSON requires. Keys are sorted by the caller, who knows them beforehand.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>0.d₁d₂… · 10ⁿ is written without an exponent for n from here …</summary>
    private const int PlainStart = -5;

    /// <summary>… to here.</summary>
    private const int PlainEnd = 21;

    /// <summary>Writes any value; nothing is <c>null</c>.</summary>
    public static void Write(IBufferWriter<byte> output, Scalar value)
    {
        switch (value.Kind)
        {
            case ScalarKind.Integer:
                Write(output, value.Integer);
                break;
            case ScalarKind.Number:
                Write(output, value.Number);
                break;
            case ScalarKind.Text:
                Write(output, value.Text);
                break;
            case ScalarKind.Flag:
                output.Write(value.Flag ? "true"u8 : "false"u8);
                break;
            default:
                output.Write("null"u8);
                break;
        }
    }

    /// <summary>Writes a whole number.</summary>
    public static void Write(IBufferWriter<byte> output, long value)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(20), out int written);
        output.Advance(written);
    }

    /// <summary>Writes a finite number.</summary>
    public static void Write(IBufferWriter<byte> output, double value)
    {
        Span<byte> span = output.GetSpan(32);
        output.Advance(Format(value, span));
    }

    /// <summary>Writes a quoted text.</summary>
    public static void Write(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int plain = rest.IndexOfAnyInRange('\0', '\u001f');
            int special = rest.IndexOfAny('"', '\\');
            int end = (plain, special) switch { ( < 0, < 0) => rest.Length, ( < 0, _) => special, (_, < 0) => plain, _ => Math.Min(plain, special) };
            Encoding.UTF8.GetBytes(rest[..end], output);
            if (end == rest.Length) break;
            WriteEscape(output, rest[end]);
            rest = rest[(end + 1)..];
        }

        output.Write("\""u8);
    }

    /// <summary>The number as text.</summary>
    public static string Text(double value)
    {
        Span<byte> span = stackalloc byte[32];
        return Encoding.ASCII.GetString(span[..Format(value, span)]);
    }

    private static void WriteEscape(IBufferWriter<byte> output, char character)
    {
        output.Write("\\"u8);
        switch (character)
        {
            case '"':
                output.Write("\""u8);
                break;
            case '\\':
                output.Write("\\"u8);
                break;
            case '\b':
                output.Write("b"u8);
                break;
            case '\f':
                output.Write("f"u8);
                break;
            case '\n':
                output.Write("n"u8);
                break;
            case '\r':
                output.Write("r"u8);
                break;
            case '\t':
                output.Write("t"u8);
                break;
            default:
                Encoding.ASCII.GetBytes($"u{(int)character:x4}", output);
                break;
        }
    }

    /// <summary>ECMAScript's Number::toString over the shortest digits that read back to the same bits.</summary>
    private static int Format(double value, Span<byte> span)
    {
        if (value == 0)
        {
            span[0] = (byte)'0';
            return 1;
        }

        Span<byte> digits = stackalloc byte[32];
        (int count, int point) = ShortestDigits(Math.Abs(value), digits);
        int at = 0;
        if (value < 0) span[at++] = (byte)'-';
        return at + Place(digits[..count], point, span[at..]);
    }

    /// <summary>The shortest digits d₁d₂… and the place n of the point: value = 0.d₁d₂… · 10ⁿ.</summary>
    private static (int Count, int Point) ShortestDigits(double value, Span<byte> digits)
    {
        Span<byte> scratch = stackalloc byte[32];
        value.TryFormat(scratch, out int length, "R", CultureInfo.InvariantCulture);
        int count = 0;
        int point = -1;
        int exponent = 0;
        for (int i = 0; i < length; i++)
        {
            byte character = scratch[i];
            if (character == (byte)'.')
            {
                point = count;
            }
            else if (character == (byte)'E')
            {
                exponent = int.Parse(scratch[(i + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else
            {
                digits[count++] = character;
            }
        }

        if (point < 0) point = count;
        int zeros = digits[..count].IndexOfAnyExcept((byte)'0');
        digits[zeros..count].CopyTo(digits);
        count -= zeros;
        count = digits[..count].LastIndexOfAnyExcept((byte)'0') + 1;
        return (count, point - zeros + exponent);
    }

    private static int Place(ReadOnlySpan<byte> digits, int point, Span<byte> span)
    {
        int count = digits.Length;
        if (point > PlainEnd || point < PlainStart) return PlaceWithExponent(digits, point - 1, span);
        if (point <= 0)
        {
            "0."u8.CopyTo(span);
            span.Slice(2, -point).Fill((byte)'0');
            digits.CopyTo(span[(2 - point)..]);
            return 2 - point + count;
        }

        if (point >= count)
        {
            digits.CopyTo(span);
            span[count..point].Fill((byte)'0');
            return point;
        }

        digits[..point].CopyTo(span);
        span[point] = (byte)'.';
        digits[point..].CopyTo(span[(point + 1)..]);
        return count + 1;
    }

    private static int PlaceWithExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> span)
    {
        int at = 0;
        span[at++] = digits[0];
        if (digits.Length > 1)
        {
            span[at++] = (byte)'.';
            digits[1..].CopyTo(span[at..]);
            at += digits.Length - 1;
        }

        span[at++] = (byte)'e';
        if (exponent > 0) span[at++] = (byte)'+';
        Utf8Formatter.TryFormat(exponent, span[at..], out int written);
        return at + written;
    }
}
