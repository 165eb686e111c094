namespace Espalier.Formats;

/// <summary>Orders names as people do: runs of digits by their value, all else by code unit.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    internal static readonly NaturalOrder Instance = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        while (!left.IsEmpty && !right.IsEmpty)
        {
            int leftDigits = DigitsAtStart(left), rightDigits = DigitsAtStart(right);
            bool numbers = leftDigits > 0 && rightDigits > 0;
            int order = numbers ? CompareNumbers(left[..leftDigits], right[..rightDigits]) : left[0].CompareTo(right[0]);
            if (order != 0) return order;
            left = left[(numbers ? leftDigits : 1)..];
            right = right[(numbers ? rightDigits : 1)..];
        }

        return left.IsEmpty && right.IsEmpty ? string.CompareOrdinal(x, y) : left.Length.CompareTo(right.Length);
    }

    private static int DigitsAtStart(ReadOnlySpan<char> text)
    {
        int length = text.IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? text.Length : length;
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }
}
