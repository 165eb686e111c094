using Microsoft.Extensions.Logging;

namespace Espalier.Web;

/// <summary>Hands what the server itself complains about to whoever listens, one line each.</summary>
internal sealed class LineLog(Action<string>? listener) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => listener is not null && logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            listener!(exception is null ? formatter(state, null) : $"{formatter(state, null)} {exception.GetType().Name}: {exception.Message}");
    }

    public void Dispose()
    {
    }
}
