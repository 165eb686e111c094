namespace Espalier.Tests;

public sealed class InvalidInputExceptionTests
{
    [Theory]
    [InlineData(null, "x.pt: it is broken; mend it")]
    [InlineData("tensor 'w'", "x.pt, tensor 'w': it is broken; mend it")]
    public void The_message_says_where_what_and_what_to_do(string? place, string message)
    {
        var error = new InvalidInputException("x.pt", place, "it is broken", "mend it");
        Assert.Equal(message, error.Message);
        Assert.Equal(("x.pt", place, "it is broken", "mend it"), (error.InputSource, error.Place, error.Problem, error.Remedy));
    }

    [Fact]
    public void Whatever_a_file_holds_the_message_is_one_harmless_line()
    {
        string name = "a\nb\u001b[31mc\u0085d\u2028e\u2029f\u202eg\u200bh";
        Assert.Equal("x: 'a?b?[31mc?d?e?f?g?h' is odd; rename it", new InvalidInputException("x", null, $"'{name}' is odd", "rename it").Message);
    }

    [Fact]
    public void Long_parts_are_shortened_in_the_message_alone()
    {
        var error = new InvalidInputException("x", new string('p', 10_000), new string('q', 10_000), "mend it");
        Assert.InRange(error.Message.Length, 1200, 1300);
        Assert.Equal((10_000, 10_000), (error.Place?.Length, error.Problem.Length));
    }
}
