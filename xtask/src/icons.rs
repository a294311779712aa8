//! The icon as pixels, for systems that take no SVG: the three bands of web/static/icon.svg, drawn here.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::fs;
use std::io::Write;
use std::path::Path;

/// From the top down, and where each ends, in 32ths of the height.
const BANDS: [([u8; 3], f64); 3] =
    [([0x00, 0x72, 0xb2], 10.5), ([0xe6, 0x9f, 0x00], 21.0), ([0x00, 0x9e, 0x73], 32.0)];
/// The corners' radius, in 32ths.
const RADIUS: f64 = 8.0;
/// Samples of a pixel, each way.
const FINE: u32 = 4;

/// Writes them into the site. A maskable icon has no corners: the system cuts its own.
pub fn write(site: &Path) -> Result<(), String> {
    for (name, side, radius) in
        [("icon-192.png", 192, RADIUS), ("icon-512.png", 512, RADIUS), ("icon-maskable-512.png", 512, 0.0)]
    {
        fs::write(site.join(name), png(side, radius)).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

fn png(side: u32, radius: f64) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..side {
        // No filter.
        rows.push(0);
        for x in 0..side {
            rows.extend(pixel(x, y, side, radius));
        }
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    let packed = packed.write_all(&rows).and_then(|()| packed.finish()).expect("a Vec takes all");
    // Eight bits each of red, green, blue and opacity.
    let head = [side.to_be_bytes(), side.to_be_bytes()].concat().into_iter().chain([8, 6, 0, 0, 0]).collect();
    let mut image = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [(b"IHDR", head), (b"IDAT", packed), (b"IEND", Vec::new())] {
        image.extend(u32::try_from(data.len()).expect("an icon is small").to_be_bytes());
        let body = [name.as_slice(), &data].concat();
        image.extend(&body);
        let mut sum = flate2::Crc::new();
        sum.update(&body);
        image.extend(sum.sum().to_be_bytes());
    }
    image
}

/// The mean of its samples; outside of the corners nothing is drawn.
fn pixel(x: u32, y: u32, side: u32, radius: f64) -> [u8; 4] {
    let (mut sum, mut drawn) = ([0_u32; 3], 0);
    let at = |place: u32, fine: u32| {
        (f64::from(place) + (f64::from(fine) + 0.5) / f64::from(FINE)) * 32.0 / f64::from(side)
    };
    for (fine_x, fine_y) in (0..FINE * FINE).map(|fine| (fine % FINE, fine / FINE)) {
        let (x, y) = (at(x, fine_x), at(y, fine_y));
        let beyond = |at: f64| (radius - at).max(at - (32.0 - radius)).max(0.0);
        if beyond(x).hypot(beyond(y)) > radius {
            continue;
        }
        let (colour, _) = BANDS.iter().find(|(_, end)| y < *end).unwrap_or(&BANDS[2]);
        drawn += 1;
        sum.iter_mut().zip(colour).for_each(|(sum, part)| *sum += u32::from(*part));
    }
    let mean = |sum: u32| u8::try_from(sum / drawn.max(1)).expect("a mean of bytes");
    let opaque = u8::try_from(drawn * 255 / (FINE * FINE)).expect("a part of 255");
    [mean(sum[0]), mean(sum[1]), mean(sum[2]), opaque]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bands_are_those_of_the_drawing_and_the_corners_are_free() {
        let svg = include_str!("../../web/static/icon.svg");
        for (colour, _) in BANDS {
            let [red, green, blue] = colour;
            assert!(svg.contains(&format!("#{red:02x}{green:02x}{blue:02x}")), "{colour:?}");
        }
        assert_eq!(pixel(0, 0, 192, RADIUS)[3], 0);
        assert_eq!(pixel(0, 0, 512, 0.0), [0x00, 0x72, 0xb2, 255]);
        assert_eq!(pixel(96, 96, 192, RADIUS), [0xe6, 0x9f, 0x00, 255]);
        assert_eq!(pixel(256, 511, 512, 0.0), [0x00, 0x9e, 0x73, 255]);
        assert!(png(192, RADIUS).starts_with(b"\x89PNG"));
    }
}
