namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>Words of lower case as the longest pieces of a vocabulary, from the left; pieces that go on with a word begin with ##.</summary>
/// <param name="vocabulary">A piece in each line; its number is that of the line.</param>
internal sealed class WordPieces(string vocabulary)
{
    private readonly Dictionary<string, int> _numbers = vocabulary.Split('\n')
        .Select((line, number) => (Piece: line.Trim(), number))
        .Where(each => each.Piece.Length > 0)
        .ToDictionary(each => each.Piece, each => each.number, StringComparer.Ordinal);

    /// <summary>The numbers of a sentence of letters, blanks and full stops, between its marks.</summary>
    public int[] Split(string sentence)
    {
        var numbers = new List<int> { _numbers["[CLS]"] };
        foreach (string word in sentence.ToLowerInvariant().Replace(".", " .", StringComparison.Ordinal).Split(' ')) Add(word, numbers);
        numbers.Add(_numbers["[SEP]"]);
        return [.. numbers];
    }

    private void Add(string word, List<int> numbers)
    {
        for (int start = 0; start < word.Length;)
        {
            int end = word.Length;
            string prefix = start == 0 ? "" : "##";
            while (end > start && !_numbers.ContainsKey(prefix + word[start..end])) end--;
            if (end == start)
            {
                numbers.Add(_numbers["[UNK]"]);
                return;
            }

            numbers.Add(_numbers[prefix + word[start..end]]);
            start = end;
        }
    }
}
