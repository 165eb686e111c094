using Espalier.Cli.Frame;

namespace Espalier.Cli.Tests.Frame;

public sealed class CommandTextTests
{
    /// <summary>A report prints the command that made it, to be copied into a shell.</summary>
    [Fact]
    public void A_shell_reads_back_what_was_typed() => Assert.Equal(
        @"espalier lab report 'my runs/it'\''s.db' --sweep '' -o law.html",
        CommandText.Of(["lab", "report", "my runs/it's.db", "--sweep", "", "-o", "law.html"]));
}
