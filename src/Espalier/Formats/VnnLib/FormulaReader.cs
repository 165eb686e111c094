using Espalier.Numerics;
using Espalier.Numerics.Conditions;

namespace Espalier.Formats.VnnLib;

/// <summary>Reads a formula: comparisons of linear expressions, joined by and and or.</summary>
/// <param name="origin">The file.</param>
/// <param name="variable">The number of the variable that a word names, or a refusal.</param>
internal sealed class FormulaReader(Origin origin, Func<Term, string, int> variable)
{
    public Condition Read(Term formula)
    {
        switch (formula.Head)
        {
            case "and":
                return new AllOf([.. formula.Items[1..].Select(Read)]);
            case "or" when formula.Items.Length > 1:
                return new AnyOf([.. formula.Items[1..].Select(Read)]);
        }

        Term[] sides = Operands(formula);
        if (sides.Length != 2 || formula.Head is not ("<=" or "<" or ">=" or ">" or "==" or "=" or "!="))
            throw Refusal(
                formula,
                $"{Origin.Quoted(formula.Head ?? formula.Word ?? "()")} is no condition",
                "compare two expressions by <=, <, >=, >, == or !=, and join conditions by and and or");
        bool downward = formula.Head[0] == '<';
        LinearForm form = Difference(sides[downward ? 1 : 0], sides[downward ? 0 : 1]);
        if (form.Factors.IsEmpty) throw Refusal(formula, "a comparison speaks of no input and no output", "leave it out");
        return formula.Head switch
        {
            "<=" or ">=" => new NonNegative(form),
            "<" or ">" => new NonNegative(form, IsStrict: true),
            "!=" => new AnyOf([new NonNegative(form, IsStrict: true), new NonNegative(-form, IsStrict: true)]),
            _ => new AllOf([new NonNegative(form), new NonNegative(-form)]),
        };
    }

    private LinearForm Difference(Term larger, Term smaller)
    {
        var sum = new Sum();
        Add(larger, ExactDecimal.One, sum);
        Add(smaller, -ExactDecimal.One, sum);
        return sum.Form;
    }

    private void Add(Term term, ExactDecimal factor, Sum to)
    {
        if (term.Word is { } word)
        {
            if (ExactDecimal.TryParse(word, out ExactDecimal number)) to.Constant = Short(to.Constant + (factor * number), term);
            else to.Terms.Add((variable(term, word), factor));
            return;
        }

        Term[] operands = Operands(term);
        switch (term.Head)
        {
            case "+" when operands.Length > 0:
                foreach (Term operand in operands) Add(operand, factor, to);
                return;
            case "-" when operands.Length > 0:
                Add(operands[0], operands.Length == 1 ? -factor : factor, to);
                foreach (Term operand in operands.AsSpan()[1..]) Add(operand, -factor, to);
                return;
            case "*" when operands.Length > 0:
                AddProduct(term, operands, factor, to);
                return;
            default:
                throw Refusal(
                    term, $"{Origin.Quoted(term.Head ?? "()")} is no linear expression", "use numbers, inputs, outputs, +, - and * by numbers");
        }
    }

    private void AddProduct(Term term, Term[] operands, ExactDecimal factor, Sum to)
    {
        LinearForm? only = null;
        foreach (Term operand in operands)
        {
            var inner = new Sum();
            Add(operand, ExactDecimal.One, inner);
            LinearForm form = inner.Form;
            if (form.Factors.IsEmpty) factor = Short(factor * form.Constant, term);
            else if (only is null) only = form;
            else throw Refusal(term, "two expressions that are not constant are multiplied", "only linear conditions are decided");
        }

        to.Constant = Short(to.Constant + (factor * (only?.Constant ?? ExactDecimal.One)), term);
        if (only is null) return;
        foreach ((int name, ExactDecimal inner) in only.Factors) to.Terms.Add((name, Short(factor * inner, term)));
    }

    /// <summary>A number, if products of products have not made it so long that it costs more than its text.</summary>
    private ExactDecimal Short(ExactDecimal number, Term term) =>
        number.IsShort ? number : throw Refusal(term, "a number has too many digits", "write shorter numbers");

    /// <summary>What follows the head. Indices may stand apart from the name that they belong to.</summary>
    private static Term[] Operands(Term list)
    {
        var operands = new List<Term>();
        foreach (Term item in list.Items.IsEmpty ? [] : list.Items[1..])
        {
            if (item.Word is ['[', ..] && operands is [.., { Word: { } name } last] && !name.Contains('['))
                operands[^1] = last with { Word = name + item.Word };
            else operands.Add(item);
        }

        return [.. operands];
    }

    private InvalidInputException Refusal(Term term, InvariantText problem, InvariantText remedy) => origin.At(term.Place).Refusal(problem, remedy);

    private sealed class Sum
    {
        public List<(int Variable, ExactDecimal Factor)> Terms { get; } = [];

        public ExactDecimal Constant { get; set; }

        public LinearForm Form => LinearForm.Of(Constant, [.. Terms]);
    }
}
