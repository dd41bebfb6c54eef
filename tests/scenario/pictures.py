"""Pictures made here, with what the tests look for planted in them."""
import io

from PIL import Image, PngImagePlugin


def png(width=320, height=200, colour=(200, 60, 20), text=None):
    """A PNG; `text` stands in a text chunk of it."""
    picture = Image.new("RGB", (width, height), colour)
    for x in range(0, width, 8):
        for y in range(height // 2):
            picture.putpixel((x, y), (20, 60, 200))
    info = PngImagePlugin.PngInfo()
    if text:
        info.add_text("Comment", text)
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=info)
    return out.getvalue()
