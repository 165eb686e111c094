using System.Globalization;
using Espalier.Formats.Elements;

namespace Espalier.Formats.Npz;

/// <summary>
/// Reads the dictionary in an npy header, such as <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>:
/// exactly these three keys, with plain values. Nothing is evaluated.
/// </summary>
internal ref struct NpyHeaderParser(string text, Origin origin)
{
    private readonly string _text = text;
    private int _at;

    internal (string Description, bool ColumnMajor, long[] Extents) Parse()
    {
        string? description = null;
        bool? columnMajor = null;
        long[]? extents = null;
        Expect('{');
        while (!Accept('}'))
        {
            string key = Quoted();
            Expect(':');
            if (key == "descr" && description is null) description = Peek() == '[' ? throw Bad("arrays of records are not read") : Quoted();
            else if (key == "fortran_order" && columnMajor is null) columnMajor = Truth();
            else if (key == "shape" && extents is null) extents = Tuple();
            else throw Bad($"the key '{key}' is unknown or occurs twice");
            if (!Accept(',') && Peek() != '}') throw Bad("a comma is missing");
        }

        Peek();
        if (_at < _text.Length) throw Bad("there is text behind the dictionary");
        if (description is null || columnMajor is null || extents is null) throw Bad("it lacks 'descr', 'fortran_order' or 'shape'");
        return (description, columnMajor.Value, extents);
    }

    /// <summary>The next character that is no white space, or NUL at the end.</summary>
    private char Peek()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r') _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private bool Accept(char wanted)
    {
        if (Peek() != wanted) return false;
        _at++;
        return true;
    }

    private void Expect(char wanted)
    {
        if (!Accept(wanted)) throw Bad($"'{wanted}' is missing");
    }

    private string Quoted()
    {
        char quote = Peek();
        if (quote is not ('\'' or '"')) throw Bad("text in quotes is missing");
        int end = _text.IndexOf(quote, _at + 1);
        if (end < 0 || _text.AsSpan(_at, end - _at).Contains('\\')) throw Bad("text in quotes does not end");
        string value = _text[(_at + 1)..end];
        _at = end + 1;
        return value;
    }

    private bool Truth()
    {
        Peek();
        foreach ((string word, bool value) in new[] { ("True", true), ("False", false) })
        {
            if (!_text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal)) continue;
            _at += word.Length;
            return value;
        }

        throw Bad("'fortran_order' is neither True nor False");
    }

    private long[] Tuple()
    {
        var numbers = new List<long>();
        Expect('(');
        while (!Accept(')'))
        {
            if (numbers.Count >= StridedLayout.MaxRank) throw Bad($"the shape has more than {StridedLayout.MaxRank} extents");
            numbers.Add(Number());
            if (Accept(',') || (numbers.Count > 1 && Peek() == ')')) continue;
            throw Bad("a comma is missing");
        }

        return [.. numbers];
    }

    private long Number()
    {
        Peek();
        int start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at])) _at++;
        return long.TryParse(_text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Bad("an extent is no whole number");
    }

    private readonly InvalidInputException Bad(InvariantText problem)
    {
        string place = Invariant($"header character {_at}");
        return origin.Within(place).Refusal($"the npy header is not read: {problem}", "save the array again with numpy");
    }
}
