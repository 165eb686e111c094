using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Espalier.Tests.InstructionSets;

/// <summary>
/// Runs every test that carries the trait <see cref="Trait"/> again in a child process with instruction sets switched off.
/// Such tests compare with a stored digest, or with a scalar twin, bit for bit.
/// </summary>
public sealed class InstructionSetMatrixTests
{
    /// <summary>Mark a kernel's tests with <c>[Trait(InstructionSetMatrixTests.Trait, "any")]</c>.</summary>
    public const string Trait = "InstructionSet";

    private const string LevelVariable = "ESPALIER_TEST_LEVEL";

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [Slow]
    public async Task Kernels_pass_with_the_switch_off(string variable)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(InstructionSetMatrixTests).Assembly.Location);
        start.ArgumentList.Add("--filter-trait");
        start.ArgumentList.Add($"{Trait}=any");
        start.ArgumentList.Add("--no-progress");
        start.Environment[variable] = "0";
        start.Environment[LevelVariable] = variable;
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, $"with {variable}=0:\n{output}\n{await errors}");
    }

    [Fact]
    [Trait(Trait, "any")]
    public void The_switch_took_effect()
    {
        switch (Environment.GetEnvironmentVariable(LevelVariable))
        {
            case "DOTNET_EnableAVX512":
                Assert.False(Vector512.IsHardwareAccelerated);
                break;
            case "DOTNET_EnableAVX2":
                Assert.False(Vector256.IsHardwareAccelerated);
                break;
            case "DOTNET_EnableHWIntrinsic":
                Assert.False(Vector128.IsHardwareAccelerated);
                break;
            default:
                Assert.True(Vector128.IsHardwareAccelerated);
                break;
        }
    }
}
