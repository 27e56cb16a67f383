package io.kinolake.media.decode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Pictures as JPEG files in memory, for captioners and reports.
 *
 * @param order of the pictures' pixels
 * @param quality 0 to 1
 */
public record JpegEncoder(PixelOrder order, float quality) {

  public JpegEncoder {
    if (!(quality >= 0 && quality <= 1)) {
      throw new IllegalArgumentException("JPEG quality lies within 0 to 1, not " + quality);
    }
  }

  /** The bytes of a JPEG file. */
  public byte[] encode(Picture picture) {
    if (picture.channels() != order.channels()) {
      throw new IllegalArgumentException(
          "A picture with %d channels is not %s".formatted(picture.channels(), order));
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image(picture), null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException("A JPEG could not be written to memory", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private BufferedImage image(Picture picture) {
    boolean grey = order == PixelOrder.GREY;
    BufferedImage image =
        new BufferedImage(
            picture.width(),
            picture.height(),
            grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    // In memory and as the raster's elements both types are ordered by band: grey, or R, G, B.
    byte[] data = order == PixelOrder.BGR ? swapped(picture.data()) : picture.data();
    image.getRaster().setDataElements(0, 0, picture.width(), picture.height(), data);
    return image;
  }

  private static byte[] swapped(byte[] bgr) {
    byte[] rgb = new byte[bgr.length];
    for (int i = 0; i < bgr.length; i += 3) {
      rgb[i] = bgr[i + 2];
      rgb[i + 1] = bgr[i + 1];
      rgb[i + 2] = bgr[i];
    }
    return rgb;
  }
}
