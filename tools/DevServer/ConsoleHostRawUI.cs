using System.Management.Automation.Host;

namespace RedshiftSync.DevServer;

/// <summary>How wide lines are, for the formatter; nothing else is needed of a screen.</summary>
internal sealed class ConsoleHostRawUI : PSHostRawUserInterface
{
    private const int WidthOfAFile = 120;

    public override Size BufferSize { get; set; } = new(Console.IsOutputRedirected ? WidthOfAFile : Math.Max(Console.WindowWidth, 40), 50);

    public override Size WindowSize
    {
        get => BufferSize;
        set => BufferSize = value;
    }

    public override Size MaxWindowSize => BufferSize;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override Coordinates CursorPosition { get; set; }

    public override Coordinates WindowPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => false;

    public override void FlushInputBuffer()
    {
    }

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        throw new NotSupportedException();
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle)
    {
        throw new NotSupportedException();
    }

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
    {
        throw new NotSupportedException();
    }

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        throw new NotSupportedException();
    }

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
    {
        throw new NotSupportedException();
    }
}
